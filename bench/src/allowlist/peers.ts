/** Other ways to decide on a name, each as its own documentation has it. */
import { allowlist } from '@sallyport/allowlist';
import { newEnforcer, newModelFromString, StringAdapter } from 'casbin';
import ignore from 'ignore';
import { isMatch } from 'matcher';
import micromatch from 'micromatch';
import { Minimatch } from 'minimatch';
import picomatch from 'picomatch';

export type Decide = (name: string) => boolean;

export interface Peer {
  readonly name: string;
  /** The longest list that it decides on in reasonable time. */
  readonly upTo: number;
  readonly load: (patterns: readonly string[]) => Decide | Promise<Decide>;
}

/** The limit: a look-up that knows no patterns. */
export const LIMIT: Peer = {
  name: 'Set.has',
  upTo: Infinity,
  load(patterns) {
    const names = new Set(patterns);
    return (name) => names.has(name);
  },
};

export const OURS: Peer = {
  name: 'sallyport',
  upTo: Infinity,
  load(patterns) {
    const { check } = allowlist({ owner: 'owner', patterns, onWarning: () => undefined });
    return (name) => check(name).allowed;
  },
};

export const PEERS: readonly Peer[] = [
  {
    name: 'picomatch, split by hand',
    upTo: 10_000,
    load(patterns) {
      const [positives, negatives] = split(patterns);
      const admits = picomatch([...positives]);
      const denies = picomatch([...negatives]);
      return negatives.length === 0 ? (name) => admits(name) : (name) => admits(name) && !denies(name);
    },
  },
  {
    name: 'micromatch',
    upTo: 100,
    load(patterns) {
      const [positives, negatives] = split(patterns);
      return (name) => micromatch.isMatch(name, positives, { ignore: [...negatives] });
    },
  },
  {
    name: 'minimatch',
    upTo: 10_000,
    load(patterns) {
      const [admits, denies] = split(patterns).map((side) => side.map((pattern) => new Minimatch(pattern)));
      return (name) => !!admits?.some((one) => one.match(name)) && !denies?.some((one) => one.match(name));
    },
  },
  { name: 'matcher', upTo: 1_000, load: (patterns) => (name) => isMatch(name, patterns) },
  {
    name: 'ignore',
    upTo: 1_000,
    load(patterns) {
      const rules = ignore({ ignorecase: false }).add(patterns);
      return (name) => rules.ignores(name);
    },
  },
  { name: 'casbin', upTo: 100, load: casbin },
  {
    name: 'one combined RegExp',
    upTo: 10_000,
    load(patterns) {
      const [admits, denies] = split(patterns).map((side) => (side.length > 0 ? combined(side) : undefined));
      return (name) => !!admits?.test(name) && !denies?.test(name);
    },
  },
];

const MODEL = `
[request_definition]
r = sub
[policy_definition]
p = sub, eft
[policy_effect]
e = some(where (p.eft == allow)) && !some(where (p.eft == deny))
[matchers]
m = globMatch(r.sub, p.sub)
`;

async function casbin(patterns: readonly string[]): Promise<Decide> {
  const [positives, negatives] = split(patterns);
  const policy = [...positives.map((p) => `p, ${p}, allow`), ...negatives.map((p) => `p, ${p}, deny`)].join('\n');
  const enforcer = await newEnforcer(newModelFromString(MODEL), new StringAdapter(policy));
  return (name) => enforcer.enforceSync(name);
}

/** Positives and negatives, the latter without their sign. */
function split(patterns: readonly string[]): readonly [readonly string[], readonly string[]] {
  return [patterns.filter((p) => !p.startsWith('!')), patterns.filter((p) => p.startsWith('!')).map((p) => p.slice(1))];
}

function combined(patterns: readonly string[]): RegExp {
  const sources = patterns.map((p) =>
    p
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.'),
  );
  return new RegExp(`^(?:${sources.join('|')})$`, 'su');
}
