// A path as a tool is given it: names with slashes between them, and nothing that means something else to anybody.
import { SallyportError } from '@sallyport/core';

const LONGEST_PATH = 1_024;
const LONGEST_NAME = 255;
const DEEPEST = 32;
/** Blank or unseen, save the plain space: such names are not what they look like, and some file systems drop the unseen. */
const UNSEEN = /[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u{16FE4}\u2800\u{1D159}]/u;
/** What Windows opens as a device, whatever its ending. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|clock\$|com[0-9¹²³]|lpt[0-9¹²³])(?:[ .].*)?$/i;
/** What a decoder elsewhere would turn into something else. */
const ENCODED = /%[0-9a-f]{2}/i;

/**
 * The names of a path below a root, from the root down; never none. `\`, `:`, a leading `~` and an encoded `%2f` have a
 * meaning somewhere, so they have none here.
 *
 * @throws SallyportError `BAD_INPUT`.
 */
export function namesOf(path: string): readonly string[] {
  const names = path.split('/');
  const why =
    path.length > LONGEST_PATH || names.length > DEEPEST ? 'it is too long' : names.map(faultOf).find(Boolean);
  if (why === undefined) return names;
  throw new SallyportError('BAD_INPUT', `this is no path below the root, such as notes/today.md: ${why}`, { why });
}

/** Can this be a name in a path? */
export const isName = (name: string): boolean => faultOf(name) === undefined;

function faultOf(name: string): string | undefined {
  if (name === '') return 'it begins or ends with a slash, or has two of them together';
  // also as others read it: compatibility forms of the dot and the slash are dots and slashes there
  const plain = name.normalize('NFKC');
  if (plain === '.' || name.startsWith('..') || plain.split('/').some((one) => one.startsWith('..')))
    return 'it leads to itself or upwards';
  if (UNSEEN.test(name.replaceAll(' ', ''))) return 'it holds characters that cannot be seen';
  if (name.startsWith(' ') || /[ .]$/.test(name)) return 'a name begins or ends with a space, or ends with a dot';
  if (/[\\:/]/.test(plain) || name.startsWith('~') || ENCODED.test(name))
    return 'a name holds a slash of another kind, : or an encoded character, or begins with ~';
  if (DEVICE.test(name)) return 'it names a device';
  return Buffer.byteLength(name) > LONGEST_NAME ? 'a name is too long' : undefined;
}
