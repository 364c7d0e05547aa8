/** LIST-2 and LIST-3, and the contract of `allowlist()`: answers, callbacks, faults. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { allowlist } from './allowlist.js';
import { AllowlistError } from './errors.js';
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

  test('LIST-1: the exact name goes before patterns, and patterns in the order written', () => {
    const door = list(['a*', 'a?', 'ab', '!x*', '!?y', '!xy']);
    expect([door.check('ab').rule, door.check('ac').rule]).toEqual(['ab', 'a*']);
    expect([door.check('xy').rule, door.check('xz').rule, door.check('zy').rule]).toEqual(['!xy', '!x*', '!?y']);
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
