/** Every recorded attack on name matching, rule lists and matching time (areas B1, B2 and B4), with its verdict. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allowlist } from './allowlist.js';
import { AllowlistError } from './errors.js';
import { codePoints, matchGlob } from './glob.js';

interface Vector {
  readonly id: string;
  readonly title: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly expected: string | { readonly glob?: boolean; readonly decision: string };
}

// A recorded file, checked by the counts below.
const VECTORS = JSON.parse(readFileSync(new URL('vectors.fixture.json', import.meta.url), 'utf8')) as readonly Vector[];
const OWNER = 'the owner';

/** They read YAML, which is not this entry point's business. */
const OF_YAML = ['B4-dos-003', 'B4-dos-005'];
/** They say "as a glob (without rule syntax)" or offer a choice: decided here. */
const DECIDED: Readonly<Record<string, string>> = {
  'B1-match-093': 'deny', // in a list, !alice refuses alice; ?alice is how to reach a name that begins with !
  'B1-match-155': 'config error', // a pattern with a blank at an end would never match
  'B2-rules-009': 'config error', // !* denies the owner too
  'B2-rules-010': 'config error', // so does the owner's own name
};

test('LIST-1: all rows are here', () => {
  const count = (area: string) => VECTORS.filter(({ id }) => id.startsWith(area)).length;
  expect([count('B1-match-'), count('B2-rules-'), count('B4-dos-'), VECTORS.length]).toEqual([90, 27, 10, 127]);
  expect(VECTORS.filter(({ input }) => input['op'] === 'glob')).toHaveLength(81);
});

describe('names', () => {
  test.each(rows('B1-match-'))('LIST-1: $id $title', ({ id, input, expected }) => {
    if (typeof expected === 'string') throw new Error('a row of names has a decision');
    const allow = input['allow'] as readonly string[];
    const deny = (input['deny'] as readonly string[] | undefined) ?? [];
    const name = nameOf(input);
    const glob =
      input['op'] === 'glob' ? matchGlob(codePoints(allow[0] as string), codePoints(name as string)) : undefined;
    expect(glob).toBe(expected.glob);
    expect(decide([...allow, ...deny.map((pattern) => `!${pattern}`)], name)).toBe(verdict(id, expected.decision));
  });
});

describe('rule lists', () => {
  test.each(rows('B2-rules-'))('LIST-2: $id $title', ({ id, input, expected }) => {
    if (typeof expected === 'string') throw new Error('a row of rules has a decision');
    const name = (input['name'] as string).replace('<owner>', OWNER);
    expect(decide(rulesOf(input['rules']), name)).toBe(verdict(id, expected.decision));
  });

  test('LIST-2: B2-rules-021: what !(spam) does refuse', () => {
    expect(decide(['*', '!(spam)'], '(spam)')).toBe('deny');
  });

  test('LIST-2: B2-rules-036: a pattern pushed into the list after it was loaded', () => {
    const patterns = ['bob'];
    const door = allowlist({ owner: OWNER, patterns });
    patterns.push('*');
    expect(door.check('mallory').allowed).toBe(false);
  });

  test('LIST-2: B2-rules-042 and -044: a record in place of a name', () => {
    expect(decide(['id:u_1'], { id: 'u_2', name: 'u_1' })).toBe('deny');
    expect(decide(['bot'], { from: 'mallory', to: 'bot' })).toBe('deny');
  });
});

describe('time', () => {
  const timed = rows('B4-dos-').filter(({ id }) => !OF_YAML.includes(id));

  test('LIST-4: every row but those of YAML is timed', () => {
    expect([timed.length, OF_YAML.length]).toEqual([8, 2]);
  });

  test.each(timed)('LIST-4: $id $title', ({ id, input }) => {
    const patterns =
      id === 'B4-dos-017' ? Array.from({ length: 10_000 }, () => '*x*y*z*') : [input['pattern'] as string];
    const name = id === 'B4-dos-018' ? 'a'.repeat(1e6) : (input['name'] as string);
    const door = allowlist({ owner: OWNER, patterns, onWarning: () => undefined });
    const started = performance.now();
    const { allowed } = door.check(name);
    const took = performance.now() - started;
    expect(allowed).toBe(false);
    expect(took).toBeLessThan(id === 'B4-dos-017' ? 1_000 : 250);
  });

  test('LIST-4: an over-long subject is refused without being read', () => {
    // A rope of 64 MiB: cheap as long as nobody looks inside.
    const huge = 'a'.repeat(2 ** 26);
    const door = allowlist({ owner: OWNER, patterns: ['*a*a*a*a*b'], onWarning: () => undefined });
    const started = performance.now();
    expect(door.check(huge).reason).toBe('the name exceeds 256 code points');
    expect(performance.now() - started).toBeLessThan(100);
  });
});

function rows(area: string): readonly Vector[] {
  return VECTORS.filter(({ id }) => id.startsWith(area));
}

function verdict(id: string, decision: string): string {
  return DECIDED[id] ?? /^(allow|deny|config error)/.exec(decision)?.[0] ?? 'no verdict';
}

function decide(patterns: unknown, name: unknown): 'allow' | 'deny' | 'config error' {
  try {
    const door = allowlist({ owner: OWNER, patterns: patterns as string[], onWarning: () => undefined });
    return door.check(name as string).allowed ? 'allow' : 'deny';
  } catch (error) {
    if (AllowlistError.isInstance(error)) return 'config error';
    throw error;
  }
}

/** Rows whose input is an expression say it in words; this is what they mean. */
function nameOf(input: Vector['input']): unknown {
  const expressions: Readonly<Record<string, unknown>> = {
    undefined: undefined,
    null: null,
    '123': 123,
    '{}': {},
    'new String("alice")': new String('alice'),
    'Symbol()': Symbol(),
    '{toString:()=>"alice"}': { toString: () => 'alice' },
    '123n': 123n,
  };
  const expression = input['nameExpr'];
  if (expression === undefined) return input['name'];
  if (!Object.hasOwn(expressions, expression as string)) throw new Error(`unknown expression ${String(expression)}`);
  return expressions[expression as string];
}

function rulesOf(rules: unknown): unknown {
  if (Array.isArray(rules)) {
    return (rules as readonly unknown[]).map((rule) =>
      typeof rule === 'string' ? rule.replace('<owner>', OWNER) : rule,
    );
  }
  if (rules === null) return null;
  if (rules === "Array.from({length:10000},(_,i)=>'u'+i)") return Array.from({ length: 10_000 }, (_, i) => `u${i}`);
  if (rules === "list.push('*') after construction") return ['bob'];
  if (rules === '[{get 0(){}}]')
    return [
      {
        get 0() {
          return '*';
        },
      },
    ];
  throw new Error(`unknown rules ${String(rules)}`);
}
