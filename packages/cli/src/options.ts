// What was typed, taken apart: values stay the texts that they are, and nothing that nobody knows is passed over.
import { parseArgs } from 'node:util';
import { Usage } from './errors.js';
import { meant } from './near.js';

/** One flag. Without `value` it is said or not; `many`: it may be said more than once. */
export interface Flag {
  /** What stands behind it in the help: `FILE`. */
  readonly value?: string;
  readonly says: string;
  readonly many?: true;
  readonly short?: string;
  /** The only values that it takes. */
  readonly among?: readonly string[];
}
export type Flags = Readonly<Record<string, Flag>>;

/** Understood by every command. */
export const EVERYWHERE = {
  json: { says: 'print one JSON document instead of lines' },
  color: {
    value: 'WHEN',
    says: 'colours: always, never; unsaid, at a terminal without NO_COLOR',
    among: ['always', 'never'],
  },
  help: { says: 'say what the command does', short: 'h' },
} as const satisfies Flags;

/** Where the house is that a command works on. */
export const HOUSE = {
  config: { value: 'FILE', says: 'the configuration; unsaid, ./sallyport.yaml' },
  store: { value: 'STORE', says: 'instead of it: the path of an SQLite file, or the URL of a PostgreSQL database' },
  root: { value: 'FILE', says: 'with --store: the TrustRoot; unsaid, ./trust-root.json' },
  key: { value: 'FILE', says: 'with --store: the key file of whoever signs' },
  as: { value: 'NAME', says: 'who sits at the desk; unsaid, the only person in the file, or the owner' },
} as const satisfies Flags;

/** What was typed for one command: only flags that it knows. */
export class Given {
  readonly args: readonly string[];
  readonly #flags: ReadonlyMap<string, readonly string[]>;

  constructor(args: readonly string[], flags: ReadonlyMap<string, readonly string[]>) {
    this.args = args;
    this.#flags = flags;
  }
  has(name: string): boolean {
    return this.#flags.has(name);
  }
  text(name: string): string | undefined {
    return this.#flags.get(name)?.[0];
  }
  texts(name: string): readonly string[] {
    return this.#flags.get(name) ?? [];
  }
  /** A whole number from 1 on. */
  count(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const count = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
    if (count === undefined) throw new Usage(`--${name} takes a whole number, 1 or more, and not '${text}'`);
    return count;
  }
  /** The n-th argument, which the command says has to be there. */
  arg(n: number): string {
    return this.args[n]!;
  }
}

/** Everything typed, in order: before it is known which command it is for. */
export interface Typed {
  readonly words: readonly string[];
  readonly flags: readonly { readonly name: string; readonly typed: string; readonly value: string | undefined }[];
}

/** Ids and keys are base64url: one of 64 begins with a hyphen, and is no flag all the same. */
const ID = /^-[\w-]{21}(:\d+)?$/;
const MARK = '\0';

/** `all`: every flag of every command. A flag means the same, and takes a value or not, wherever it is known. */
export function readTyped(argv: readonly string[], all: Flags): Typed {
  const isKnown = (arg: string): boolean => Object.hasOwn(all, arg.replace(/^--/, ''));
  const marked = argv.map((arg) => (ID.test(arg) && !isKnown(arg) ? MARK + arg : arg));
  const options = Object.fromEntries(
    Object.entries(all).map(([name, { value, short }]) => [
      name,
      { type: value === undefined ? ('boolean' as const) : ('string' as const), ...(short && { short }) },
    ]),
  );
  const { tokens } = parseArgs({ args: marked, options, strict: false, allowPositionals: true, tokens: true });
  const unmarked = (text: string): string => text.replace(MARK, '');
  return {
    words: tokens.flatMap((token) => (token.kind === 'positional' ? [unmarked(token.value)] : [])),
    flags: tokens.flatMap((token) => {
      if (token.kind !== 'option') return [];
      const { name, rawName: typed, value, inlineValue } = token;
      if (value?.startsWith('-') === true && value !== '-' && !inlineValue)
        throw new Usage(
          `${typed} wants a value, and '${value}' looks like a flag: write ${typed}=${value} if it is meant`,
        );
      return [{ name, typed, value: value === undefined ? undefined : unmarked(value) }];
    }),
  };
}

/** Holds what was typed to what a command knows. Throws `Usage`. `see`: the command's name. */
export function given(args: readonly string[], flags: Typed['flags'], known: Flags, see: string): Given {
  const found = new Map<string, readonly string[]>();
  for (const { name, typed, value } of flags) {
    const flag = Object.hasOwn(known, name) ? known[name] : undefined;
    if (flag === undefined) throw new Usage(`${see} knows no ${typed}${meant(typed, namesOf(known))}`, see);
    if (flag.value === undefined && value !== undefined) throw new Usage(`${typed} takes no value`, see);
    if (flag.value !== undefined && value === undefined) throw new Usage(`${typed} wants ${flag.value} behind it`, see);
    if (flag.among !== undefined && !flag.among.includes(value!))
      throw new Usage(`${typed} takes ${flag.among.join(' or ')}, and not '${value!}'`, see);
    const before = found.get(name) ?? [];
    if (before.length > 0 && flag.many !== true && flag.value !== undefined)
      throw new Usage(`${typed} is said twice: say it once`, see);
    found.set(name, value === undefined ? [] : [...before, value]);
  }
  return new Given(args, found);
}

const namesOf = (flags: Flags): readonly string[] => Object.keys(flags).map((name) => `--${name}`);
