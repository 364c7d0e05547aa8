/** LIST-2 and LIST-3, and the contract of `allowlist()`: answers, callbacks, faults. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { allowlist } from './allowlist.js';
import { AllowlistError } from './errors.js';
import { nameFault } from './name.js';
import { referenceDecision } from './reference.fixture.js';

describe('a negative wins', () => {
  test.each([
    [['*', '!spam_*'], 'spam_1', false],
    [['!spam_*', '*'], 'spam_1', false],
    [['!spam_*', '*'], 'bob', true],
    [['team_*', '!team_intern'], 'team_intern', false],
    [['!team_intern', 'team_*'], 'team_intern', false],
    [['team_*', '!team_intern'], 'team_intern2', true],
    [['bob', '!bob'], 'bob', false],
    [['!bob', 'bob'], 'bob', false],
    [['bob', '!b*'], 'bob', false],
    [['!?', '*'], 'x', false],
    [['*', '!(spam)'], 'spam', true],
    [['*', '!(spam)'], '(spam)', false],
    [['*', '!!bob'], '!bob', false],
    [['*', '!!bob'], 'bob', true],
  ])('LIST-2: %j decides on %j: %j', (patterns, name, allowed) => {
    expect(list(patterns).check(name).allowed).toBe(allowed);
  });

  test('LIST-2: the order of the patterns never changes who is admitted', () => {
    fc.assert(
      fc.property(patternLists(), names(), (patterns, name) => {
        const backwards = list(patterns.toReversed());
        expect(backwards.check(name).allowed).toBe(list(patterns).check(name).allowed);
      }),
      { numRuns: 2_000 },
    );
  });

  test('LIST-2: a list decides as an independent reference does', () => {
    fc.assert(
      fc.property(patternLists(), names(), (patterns, name) => {
        expect(list(patterns).check(name).allowed).toBe(referenceDecision(patterns, 'owner', name));
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('the owner', () => {
  test.each([[undefined], [null], [[]], [['!spam_*']], [['!bob', '!?']]])(
    'LIST-3: %j admits the owner only',
    (patterns) => {
      const door = allowlist({ owner: 'owner', patterns });
      expect(door.exposure).toBe('owner');
      expect(door.check('owner')).toEqual({ allowed: true, rule: undefined, reason: 'is the owner' });
      for (const name of ['bob', 'Owner', 'owner2', 'spam_1', '~mail:owner', '']) {
        expect([name, door.check(name).allowed]).toEqual([name, false]);
      }
    },
  );

  test('LIST-3: a list without patterns admits the owner only', () => {
    const door = allowlist({ owner: 'owner' });
    expect([door.exposure, door.check('owner').allowed, door.check('bob').allowed]).toEqual(['owner', true, false]);
  });

  test.each([['!owner'], ['!own*'], ['!*'], ['!?????'], ['!**r']])(
    'LIST-3: %s denies the owner and is a fault',
    (negative) => {
      expect(faultOf(() => list(['bob', negative, '*']))).toMatchObject({
        code: 'OWNER_DENIED',
        index: 1,
        message: 'patterns[1] denies the owner owner: correct or remove it',
      });
    },
  );

  test.each([
    [undefined, 'owner is not a string: correct or remove it'],
    ['', 'owner is empty: correct or remove it'],
    ['al\u202eice', 'owner holds unsafe U+202E: correct or remove it'],
    ['mail:alice', 'owner holds : or ~: correct or remove it'],
    ['~alice', 'owner holds : or ~: correct or remove it'],
    ['al~ice', 'owner holds : or ~: correct or remove it'],
  ])('LIST-3: the owner %j is a fault', (owner, message) => {
    const fault = faultOf(() => allowlist({ owner: owner as string, patterns: ['bob'] }));
    expect(fault).toMatchObject({ code: 'OPTION_INVALID', index: undefined, message });
  });
});

describe('unproven senders', () => {
  test.each([
    [['*'], true],
    [['**'], true],
    [['~*'], true],
    [['~mail:*'], true],
    [['~mail:bob@corp.example'], true],
    [['~????:bob*'], true],
    [['*bob*'], false],
    [['?mail:bob@corp.example'], false],
    [['?*'], false],
    [['*?'], false],
    [['*corp.example', '*~*'], false],
    [['bob'], false],
    [['*', '!*bob*'], false],
    [['*', '!?mail*'], false],
    [['~*', '!~mail:bob@corp.example'], false],
  ])('LIST-1: %j reaches ~mail:bob@corp.example: %j', (patterns, allowed) => {
    expect(list(patterns).check('~mail:bob@corp.example').allowed).toBe(allowed);
  });
});

describe('the answer', () => {
  test('LIST-1: names the rule that decided, as it was written', () => {
    const door = list(['bob', 'team_*', '!team_intern', '!spam_**', 'spam_*']);
    expect(door.check('bob')).toEqual({ allowed: true, rule: 'bob', reason: 'matches bob' });
    expect(door.check('team_dev')).toEqual({ allowed: true, rule: 'team_*', reason: 'matches team_*' });
    expect(door.check('team_intern')).toEqual({
      allowed: false,
      rule: '!team_intern',
      reason: 'refused by !team_intern',
    });
    expect(door.check('spam_1')).toEqual({ allowed: false, rule: '!spam_**', reason: 'refused by !spam_**' });
    expect(door.check('mallory')).toEqual({ allowed: false, rule: undefined, reason: 'no rule admits mallory' });
  });

  test('LIST-1: the exact name goes before patterns, and patterns by their code units', () => {
    for (const patterns of [
      ['a*', 'a?', 'ab', '!x*', '!?y', '!xy'],
      ['!xy', '!?y', '!x*', 'ab', 'a?', 'a*'],
    ]) {
      const door = list(patterns);
      expect([door.check('ab').rule, door.check('ac').rule]).toEqual(['ab', 'a*']);
      expect([door.check('xy').rule, door.check('xz').rule, door.check('zy').rule]).toEqual(['!xy', '!x*', '!?y']);
    }
  });

  test('LIST-2: the order of the patterns changes no word of the answer, and neither does asking again', () => {
    fc.assert(
      fc.property(patternLists(), names(), (patterns, name) => {
        const [door, backwards] = [list(patterns), list(patterns.toReversed())];
        const first = door.check(name);
        expect(backwards.check(name)).toEqual(first);
        expect(door.check(name)).toEqual(first);
      }),
      { numRuns: 2_000 },
    );
  });

  test('LIST-1: list and answers are frozen, and the list keeps its own copy of the patterns', () => {
    const patterns = ['bob'];
    const door = list(patterns);
    patterns.push('*');
    patterns[0] = 'mallory';
    expect(door.check('mallory').allowed).toBe(false);
    expect(door.check('bob').allowed).toBe(true);
    expect([Object.isFrozen(door), Object.isFrozen(door.check('bob'))]).toEqual([true, true]);
    const { check } = door;
    expect(check('bob').allowed).toBe(true); // check needs no this
  });
});

describe('a long list', () => {
  test('LIST-2: decides as the reference does, on every kind of name', () => {
    const letter = fc.constantFrom('a', 'b', 'c', '~', ':', '!', '\u00e9', '\u{1f600}', '\ud83d', '[');
    const subject = fc.string({ unit: fc.oneof(letter, fc.constantFrom('*', '?')), minLength: 1, maxLength: 9 });
    const body = fc.string({ unit: fc.oneof(letter, fc.constantFrom('*', '?', '*')), minLength: 1, maxLength: 7 });
    const rule = fc
      .oneof(
        body,
        body.map((text) => `!${text}`),
      )
      .filter(isRule);
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 200 }), fc.array(subject, { maxLength: 20 }), (patterns, subjects) => {
        const door = list(patterns);
        for (const name of subjects) {
          const expected = nameFault(name) === undefined && referenceDecision(patterns, 'owner', name);
          expect([name, door.check(name).allowed]).toEqual([name, expected]);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test('LIST-4: that is hostile decides all the same', () => {
    const names = ['a'.repeat(256), 'ab'.repeat(128), '\u{1f600}'.repeat(256), '?'.repeat(256), '*'.repeat(256)];
    const hostile = [
      Array.from({ length: 255 }, (_, i) => `${'*'.repeat(i + 1)}b`),
      Array.from({ length: 127 }, (_, i) => `${'*a'.repeat(i + 1)}*b`),
      Array.from({ length: 254 }, (_, i) => `${'?'.repeat(i)}*b`),
      Array.from({ length: 10_000 }, () => '*x*y*z*'),
      [...'abc'].flatMap((x) => [...'abc'].flatMap((y) => [...'abc'].map((z) => `*${x}?${y}*?${z}*c`))),
    ];
    for (const patterns of hostile) {
      const door = list(patterns);
      const few = [...new Set(patterns)];
      for (const name of names) expect(door.check(name).allowed).toBe(referenceDecision(few, 'owner', name));
    }
  });
});

describe('answers that are kept', () => {
  test('LIST-2: are told again, to onRefused too, and are the same after others have displaced them', () => {
    const onRefused = vi.fn<() => void>();
    const door = allowlist({ owner: 'owner', patterns: ['bob', 'team_*', '!team_intern'], onRefused });
    const names = ['owner', 'bob', 'team_dev', 'team_intern', 'mallory'];
    const before = names.map((name) => door.check(name));
    expect(names.map((name) => door.check(name))).toEqual(before);
    expect(onRefused).toHaveBeenCalledTimes(4);
    for (let i = 0; i < 3_000; i++) door.check(`stranger_${i}`);
    expect(names.map((name) => door.check(name))).toEqual(before);
    expect(onRefused).toHaveBeenCalledTimes(3_006);
  });

  test('LIST-4: do not fill the memory, however many strangers ask, and keep no message that a name was cut from', () => {
    const door = list(['bob', 'team_*']);
    const growth = grownBy(() => {
      for (let i = 0; i < 200; i++)
        door.check(
          `${i} `
            .repeat(2 ** 18)
            .slice(20, 60)
            .trim(),
        );
      for (let i = 0; i < 20_000; i++) door.check(`stranger_${i}`.padEnd(256, 'x'));
    });
    expect(growth).toBeLessThan(8 * 2 ** 20);
  });
});

describe('onRefused', () => {
  test('LIST-2: hears of every refusal, and of nothing else', () => {
    const onRefused = vi.fn<() => void>();
    const door = allowlist({ owner: 'owner', patterns: ['bob', '!eve'], onRefused });
    for (const name of ['owner', 'bob', 'eve', 'mallory', 'a\u200bb']) door.check(name);
    expect(onRefused.mock.calls).toEqual([
      [{ name: 'eve', rule: '!eve', reason: 'refused by !eve' }],
      [{ name: 'mallory', rule: undefined, reason: 'no rule admits mallory' }],
      [{ name: undefined, rule: undefined, reason: 'the name holds unsafe U+200B' }],
    ]);
  });

  test('LIST-2: what it throws, rejects or returns does not change the answer', async () => {
    const rejected = vi.fn<() => void>();
    process.on('unhandledRejection', rejected);
    const callbacks: readonly (() => unknown)[] = [
      () => {
        throw new Error('no log');
      },
      () => Promise.reject(new Error('no log')),
      () => ({ allowed: true }),
    ];
    for (const onRefused of callbacks) {
      const door = allowlist({ owner: 'owner', patterns: ['bob'], onRefused });
      expect(door.check('mallory')).toEqual({ allowed: false, rule: undefined, reason: 'no rule admits mallory' });
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', rejected);
    expect(rejected).not.toHaveBeenCalled();
  });
});

describe('a list that cannot be loaded', () => {
  test.each([
    ['', 'is empty'],
    ['!', 'after ! is empty'],
    ['! spam_*', 'after ! has a blank at an end'],
    [' !spam_*', 'has a blank at an end'],
    ['bob ', 'has a blank at an end'],
    ['\tbob', 'holds unsafe U+0009'],
    ['team_\u200b*', 'holds unsafe U+200B'],
    ['!team_\u202e*', 'after ! holds unsafe U+202E'],
    ['jose\u0301', 'is not in NFC'],
    ['a'.repeat(257), 'exceeds 256 code points'],
    [`!${'a'.repeat(257)}`, 'after ! exceeds 256 code points'],
    [undefined, 'is not a string'],
    [null, 'is not a string'],
    [123, 'is not a string'],
    [['alice'], 'is not a string'],
    [{ alice: null }, 'is not a string'],
    [new String('*'), 'is not a string'],
  ])('LIST-5: pattern %j', (pattern, what) => {
    const fault = faultOf(() => list(['bob', '*', pattern as string]));
    expect(fault).toMatchObject({
      code: 'PATTERN_INVALID',
      index: 2,
      message: `patterns[2] ${what}: correct or remove it`,
    });
  });

  test('LIST-5: a pattern of 256 code points is none, with its sign', () => {
    expect(list(['bob', `!${'a'.repeat(256)}`]).check('a'.repeat(256)).rule).toBe(`!${'a'.repeat(256)}`);
  });

  test('LIST-3: what is no list of patterns', () => {
    for (const patterns of ['*', { 0: '*', length: 1 }, 1, true, new Set(['*']), () => ['*']]) {
      const fault = faultOf(() => list(patterns as unknown as string[]));
      expect(fault).toMatchObject({
        code: 'OPTION_INVALID',
        message: 'patterns is not an array: correct or remove it',
      });
    }
  });

  test('LIST-3: what is no options object, and callbacks that cannot be called', () => {
    for (const options of [undefined, null, 1, 'alice']) {
      expect(faultOf(() => allowlist(options as never))).toMatchObject({ code: 'OPTION_INVALID' });
    }
    for (const callbacks of [{ onRefused: 'log' }, { onWarning: 'log' }, { onWarning: null }]) {
      const fault = faultOf(() => allowlist({ owner: 'owner', ...callbacks } as never));
      expect(fault).toMatchObject({
        code: 'OPTION_INVALID',
        message: 'a callback is not a function: correct or remove it',
      });
    }
  });

  test('LIST-3: the error is known by its brand, across copies of the package', () => {
    const fault = faultOf(() => list(['']));
    expect([fault.name, fault instanceof Error, AllowlistError.isInstance(fault)]).toEqual([
      'AllowlistError',
      true,
      true,
    ]);
    const elsewhere = { [Symbol.for('sallyport.AllowlistError')]: true };
    expect(AllowlistError.isInstance(elsewhere)).toBe(true);
    for (const other of [new Error('no'), null, undefined, 'no', 1])
      expect(AllowlistError.isInstance(other)).toBe(false);
  });
});

function list(patterns: readonly string[]) {
  return allowlist({ owner: 'owner', patterns, onWarning: () => undefined });
}

function faultOf(load: () => unknown): AllowlistError {
  try {
    load();
  } catch (error) {
    if (AllowlistError.isInstance(error)) return error;
    throw error;
  }
  throw new Error('it was loaded');
}

/** A list may hold it: not after all a negative that denies the owner, and without letters that are none. */
function isRule(rule: string): boolean {
  const body = rule.startsWith('!') ? rule.slice(1) : rule;
  return nameFault(body) === undefined && !(rule.startsWith('!') && referenceDecision([body], '', 'owner'));
}

/** How many bytes are held afterwards that were not held before. */
function grownBy(run: () => void): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void; // what the flag adds
  collect();
  const before = process.memoryUsage().heapUsed;
  run();
  collect();
  return process.memoryUsage().heapUsed - before;
}

function names() {
  return fc.string({ unit: fc.constantFrom('a', 'b', '~', '!', ':', '\u{1f600}'), minLength: 1, maxLength: 5 });
}

function patternLists() {
  const body = fc.string({ unit: fc.constantFrom('a', 'b', '~', ':', '*', '?', '*'), minLength: 1, maxLength: 5 });
  const pattern = fc
    .tuple(fc.boolean(), body)
    .filter(([negative, text]) => !negative || !/^[*?]*$/.test(text)) // those may deny the owner
    .map(([negative, text]) => (negative ? `!${text}` : text));
  return fc.array(pattern, { maxLength: 6 });
}
