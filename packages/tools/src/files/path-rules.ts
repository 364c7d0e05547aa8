// Paths that are denied below a root: keys and credentials always, and what the developer adds.
import { SallyportError } from '@sallyport/core';
import picomatch from 'picomatch';

/** What is never read, in any folder: version control and its hooks, and what opens doors elsewhere. */
const ALWAYS = [
  ...['.git', '.hg', '.svn', '.env*', '.ssh', '.gnupg', '.aws', '.azure', '.kube', '.docker', '.netrc', '.npmrc'],
  ...['.pypirc', '.pgpass', '.htpasswd', '.git-credentials', '*.pem', '*.key', '*.p12', '*.pfx', '*.jks', '*.kdbx'],
  ...['*.keystore', '*.ppk', '*.asc', '*.gpg', 'id_rsa*', 'id_dsa*', 'id_ecdsa*', 'id_ed25519*', 'credentials*'],
];
const LONGEST_PATTERN = 256;
const MOST_STARS = 3;
/** What picomatch gives a meaning that is easily got wrong: classes, braces, groups, escapes, negation. */
const UNCLEAR = /[\\[\]{}()!|"]/;

/** Is this path, or a folder on the way to it, denied? The path is as `namesOf` has read it, with slashes. */
export type Denies = (names: readonly string[]) => boolean;

/** What a developer says of paths. */
export interface PathRules {
  /**
   * Paths that are denied besides keys, credentials and version control, which always are: `*`, `**` and `?` as in a
   * shell. A pattern without a slash is a name in any folder. Whatever is below a denied folder is denied too.
   */
  readonly deny?: readonly string[];
  /** Also names that begin with a dot. Unsaid: no. */
  readonly dotfiles?: boolean;
}

/**
 * Case does not matter: on some disks `.GIT` is `.git`.
 *
 * @throws SallyportError `BAD_OPTION`.
 */
export function readPathRules(tool: string, { deny = [], dotfiles = false }: PathRules): Denies {
  if (typeof dotfiles !== 'boolean')
    throw new SallyportError('BAD_OPTION', `${tool}: 'dotfiles' must be true or false`, { option: 'dotfiles' });
  const patterns = [...ALWAYS, ...deny.map((pattern) => mustBeClear(tool, pattern))];
  const ofNames = matcher(patterns.filter((pattern) => !pattern.includes('/')));
  const ofPaths = matcher(patterns.filter((pattern) => pattern.includes('/')));
  return (names) => {
    const folded = names.map(foldedName);
    return folded.some(
      (name, i) => (!dotfiles && name.startsWith('.')) || ofNames(name) || ofPaths(folded.slice(0, i + 1).join('/')),
    );
  };
}

/**
 * One spelling for names that some disk takes for the same: case folded both ways, as for ß. Characters beyond the first
 * plane become one and the same, so that `?` stands for each of them: rather one name too many is denied.
 */
const foldedName = (name: string): string =>
  name
    .normalize('NFKC')
    .toUpperCase()
    .toLowerCase()
    .replace(/[\u{10000}-\u{10ffff}]/gu, '\uffff');

function matcher(patterns: readonly string[]): (text: string) => boolean {
  const options = { dot: true, nocase: true, noextglob: true, nobrace: true, nonegate: true };
  const matches = patterns.map((pattern) => picomatch(foldedName(pattern), options));
  return (text) => matches.some((match) => match(text));
}

function mustBeClear(tool: string, pattern: unknown): string {
  const text = typeof pattern === 'string' ? pattern : '';
  const stars = text.split('*').length - 1;
  const isClear =
    text !== '' && !UNCLEAR.test(text) && !text.split('/').some((name) => name === '' || /^\.\.?$/.test(name));
  if (isClear && text.length <= LONGEST_PATTERN && stars <= MOST_STARS) return text;
  const remedy = `paths below the root such as 'secrets/**' or '*.sql': no \\ [ ] { } ( ) ! |, at most ${MOST_STARS} stars and ${LONGEST_PATTERN} characters`;
  throw new SallyportError('BAD_OPTION', `${tool}: 'deny' must be ${remedy}`, { option: 'deny' });
}
