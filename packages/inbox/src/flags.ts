// What a reviewer should notice about a value or a name, computed and never told by the agent.
import type { Effect, Json } from './core.js';
import { countUnsafe, quoted } from './escape.js';
import { linksIn, stringsIn } from './links.js';
import { isRightToLeft, lookAlike, mixedScripts, type KnownNames } from './scripts.js';
import { counted, grouped } from './words.js';

/** `alarm`: approving needs more than one key. `warn`: look twice. `note`: good to know. */
export interface Flag {
  readonly level: 'alarm' | 'warn' | 'note';
  readonly kind: 'looks-like' | 'mixed-scripts' | 'new' | 'several' | 'hidden' | 'right-to-left' | 'links' | 'state';
  readonly text: string;
}

/** Where a value stands: only what decides where an effect lands is asked whether it is known. */
export interface Place {
  readonly control: boolean;
  readonly effect: Effect;
  readonly known: KnownNames;
}

const LONGEST_NAME = 254;
const BETWEEN_ADDRESSES = /[\s,;<>"'()[\]]+/u;
const LINE_ENDS = /[\n\r\t]/g;

/** Flags of an argument's value. */
export function flagsOf(value: Json, place: Place): Flag[] {
  const texts = stringsIn(value);
  const hidden = texts.reduce((sum, text) => sum + countUnsafe(text.replace(LINE_ENDS, '')), 0);
  const links = linksIn(value).map(({ host, times }) => (times === 1 ? host : `${host} (${times} times)`));
  const flags: Flag[] = texts.flatMap((text) => flagsOfText(text, place));
  if (hidden > 0) {
    const what = counted(hidden, 'invisible or control character');
    flags.push({ level: 'warn', kind: 'hidden', text: `holds ${what}, shown as escapes` });
  }
  if (texts.some(isRightToLeft)) {
    const text = 'holds letters written from right to left: a screen may draw it in another order than it is sent';
    flags.push({ level: place.control ? 'warn' : 'note', kind: 'right-to-left', text });
  }
  if (links.length > 0) flags.push({ level: 'note', kind: 'links', text: `links to: ${links.join(', ')}` });
  return flags;
}

/** Flags of a name: of a participant, a tool, a recipient. `known`: the names that it could be taken for. */
export function flagsOfName(name: string, known: KnownNames, whose = ''): Flag[] {
  return nameFlags(name, known.lookedLike(name), whose);
}

/** Flags of a name among others of its kind, such as the arguments of one tool: each stands for itself only. */
export const flagsOfTwins = (name: string, all: KnownNames, whose: string): Flag[] =>
  nameFlags(name, all.twin(name), whose);

function nameFlags(name: string, other: string | undefined, whose: string): Flag[] {
  const of = `${whose === '' ? '' : `${whose} `}${quoted(name)}`;
  if (other !== undefined) return [{ level: 'alarm', kind: 'looks-like', text: `${of} ${lookAlike(name, other)}` }];
  const mixed = mixedScripts(name);
  return mixed === undefined ? [] : [{ level: 'alarm', kind: 'mixed-scripts', text: `${of} ${mixed}` }];
}

function flagsOfText(text: string, place: Place): Flag[] {
  const { control, effect, known } = place;
  if (known.has(text)) return [];
  const addresses = text.split(BETWEEN_ADDRESSES).filter((part) => part.includes('@') && part.length <= LONGEST_NAME);
  const isName = text.length > 0 && text.length <= LONGEST_NAME && !/\s/u.test(text.trim());
  const names = [...new Set(isName ? [text, ...addresses] : addresses)];
  const flags = names.flatMap((name) => flagsOfName(name, known));
  if (!control) return flags;
  if (addresses.length > 1) {
    const all = addresses.map(quoted).join(', ');
    flags.push({
      level: 'warn',
      kind: 'several',
      text: `holds ${counted(addresses.length, 'address', 'addresses')}: ${all}`,
    });
  }
  const asked = effect === 'send' && isName ? names : addresses;
  const strangers = asked.filter((name) => !known.has(name) && known.lookedLike(name) === undefined);
  return [...flags, ...strangers.map((name) => stranger(name, place))];
}

function stranger(name: string, { effect, known }: Place): Flag {
  const what = effect === 'send' ? 'new recipient' : 'new address';
  const among =
    known.size === 0
      ? 'no names are known here'
      : `not among the ${grouped(known.size)} names and addresses known to you`;
  return { level: 'warn', kind: 'new', text: `${what}: ${quoted(name)}, ${among}` };
}
