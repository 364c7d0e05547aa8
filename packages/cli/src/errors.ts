// Errors as people read them: what was wrong, by which code, who can mend it; and the exit code that says so to a script.
import { AllowlistError } from '@sallyport/allowlist';
import { CODES, SallyportError, type ErrorCode } from '@sallyport/core';
import { render } from '@sallyport/inbox';
import { EXIT, type Exit } from './exit.js';

/** The command was not understood, or lacks something. `see`: the command whose help says more. */
export class Usage extends Error {
  override readonly name = 'Usage';
  readonly see: string | undefined;
  constructor(message: string, see?: string) {
    super(message);
    this.see = see;
  }
}

/** What a command has to say when it does not do what was asked. */
export class Failure extends Error {
  override readonly name = 'Failure';
  readonly exit: Exit;
  constructor(exit: Exit, message: string) {
    super(message);
    this.exit = exit;
  }
}

/** An error, told: a message of one line or more, none of which can draw. */
export interface Told {
  readonly code: string;
  readonly message: string;
  /** Who can mend it, where it is not whoever typed. */
  readonly who: string | undefined;
  readonly exit: Exit;
}

const REFUSED: ReadonlySet<ErrorCode> = new Set([
  ...(['DENIED', 'REFUSED', 'OUT_OF_BOUNDS', 'NOT_ALLOWED', 'BAD_EVIDENCE', 'ALREADY_DECIDED'] as const),
  ...(['GATE_DENIED', 'GATE_EXPIRED', 'GATE_WITHDRAWN', 'GATE_INTERRUPTED'] as const),
]);
const NOTHING: ReadonlySet<ErrorCode> = new Set(['UNKNOWN_ID', 'UNKNOWN_AGENT', 'UNKNOWN_CHANNEL'] as const);
const USAGE: ReadonlySet<ErrorCode> = new Set(['BAD_INPUT', 'BAD_OPTION'] as const);

/** The codes of the command itself, where the library has none. */
const OWN = { [EXIT.failed]: 'FAILED', [EXIT.refused]: 'REFUSED', [EXIT.nothing]: 'NOT_FOUND' } as const;

/** Must not throw, whatever was thrown. */
export function told(error: unknown): Told {
  if (error instanceof Usage) return { code: 'USAGE', message: error.message, who: undefined, exit: EXIT.usage };
  if (error instanceof Failure)
    return { code: codeOf(error.exit), message: error.message, who: undefined, exit: error.exit };
  if (SallyportError.isInstance(error)) return ofLibrary(error);
  if (AllowlistError.isInstance(error))
    return { code: error.code, message: error.message, who: 'the developer', exit: EXIT.failed };
  const { code, path } = (error ?? {}) as { readonly code?: unknown; readonly path?: unknown };
  const plain = typeof code === 'string' && typeof path === 'string' ? FILES[code] : undefined;
  const message =
    plain === undefined ? (error instanceof Error ? error.message : String(error)) : `'${String(path)}' ${plain}`;
  return { code: typeof code === 'string' ? code : 'FAILED', message, who: 'the operator', exit: EXIT.failed };
}

/** What a file system says, with its remedy. */
const FILES: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist, or its folder does not: mend the path',
  EEXIST: 'is there already, and nothing is overwritten: choose another path',
  EISDIR: 'is a folder: name a file',
  ENOTDIR: 'does not lead to a file: mend the path',
  EACCES: 'may not be read or written by this user: mend its mode, or choose another path',
  EPERM: 'may not be read or written by this user: mend its mode, or choose another path',
};

/** What the library calls its own functions by, as whoever types knows it. */
const TYPED = [
  ['people()', 'sallyport keys'],
  ['grants()', 'sallyport grants'],
  ['writeKeyFile()', 'sallyport keys new'],
  ['postgresStore()', '--store'],
  ['publicUrl', '--public-url'],
] as const;

/** Where to look for what was meant. */
const LISTS = [
  ['UNKNOWN_AGENT', 'contacts lists them'],
  ['there is no proposal', 'review lists what waits'],
  ['there is no message', 'history finds the ids of all'],
] as const;

function ofLibrary({ code, message: said }: SallyportError): Told {
  const exit = exitOf(code);
  const named = TYPED.reduce((text, [library, command]) => text.replaceAll(library, command), said);
  const lists = LISTS.find(([what]) => `${code} ${named}`.includes(what));
  const message = lists === undefined ? named : `${named}; sallyport ${lists[1]}`;
  // whoever has typed something that is not there, or is no good, settles it
  const who = exit === EXIT.usage || exit === EXIT.nothing ? 'person' : CODES[code];
  return { code, message, who: `the ${who}`, exit };
}

const codeOf = (exit: Exit): string => (exit in OWN ? OWN[exit as keyof typeof OWN] : 'FAILED');

function exitOf(code: ErrorCode): Exit {
  if (REFUSED.has(code)) return EXIT.refused;
  if (NOTHING.has(code)) return EXIT.nothing;
  return USAGE.has(code) ? EXIT.usage : EXIT.failed;
}

/**
 * A message that quotes foreign words, as lines that are safe to print. What is unsafe is spelt out; what the message spells
 * itself already is left so, which `render` alone would spell once more; so is a line that only points at the one above it.
 */
export const plainLines = (message: string): readonly string[] =>
  message.split('\n').map((line) => (/^ *\|? *\^*$/.test(line) ? line : render(line).replaceAll('\\\\', '\\')));
