// References to the environment: `${NAME}`, in values only, and nothing else that a shell would understand.

/** Something about a reference that cannot stand, and where in the text. */
export interface BadReference {
  readonly index: number;
  readonly length: number;
  readonly message: string;
}

export interface Expanded {
  readonly text: string;
  /** The values that came in, with their names. */
  readonly used: readonly { readonly name: string; readonly value: string }[];
  readonly bad: readonly BadReference[];
}

export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/gu;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Puts the values in; `$${` stands for `${`. */
export function expand(text: string, env: Environment): Expanded {
  const used: { name: string; value: string }[] = [];
  const bad: BadReference[] = [];
  const expanded = text.replaceAll(REFERENCE, (whole: string, name: string | undefined, end: string, index: number) => {
    if (name === undefined) return '${';
    const value = NAME.test(name) && Object.hasOwn(env, name) ? env[name] : undefined;
    if (value !== undefined && end === '}') {
      used.push({ name, value });
      return value;
    }
    bad.push({ index, length: whole.length, message: faultOf(name, end) });
    return '';
  });
  return { text: expanded, used, bad };
}

function faultOf(name: string, end: string): string {
  if (end !== '}')
    return 'a reference to the environment is not closed: write ${NAME}, or $${ for the characters themselves';
  if (NAME.test(name)) return `the environment variable ${name} is not set: set it before this process starts`;
  const [bare = ''] = /^[A-Za-z_][A-Za-z0-9_]*/.exec(name) ?? [];
  if (bare !== '' && /^:?[-=?+]/.test(name.slice(bare.length)))
    return `a reference has no default here: write \${${bare}}, and set the variable`;
  return 'this is no name of an environment variable: write ${NAME}, or $${ for the characters themselves';
}
