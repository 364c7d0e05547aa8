/** The built-ins are changed after the package was loaded: nobody is let in by that. */
import { describe, expect, test } from 'vitest';
import { allowlist } from './allowlist.js';

type Change = readonly [owner: object, key: PropertyKey, value: unknown];

const yes = () => true;
const nothing = (): void => {};
const CHANGES: readonly (readonly [string, readonly Change[]])[] = [
  ['RegExp.prototype.exec', [[RegExp.prototype, 'exec', () => ['x']]]],
  ['RegExp.prototype.exec that finds nothing', [[RegExp.prototype, 'exec', () => null]]],
  ['RegExp.prototype.test', [[RegExp.prototype, 'test', yes]]],
  ['RegExp.prototype[Symbol.match]', [[RegExp.prototype, Symbol.match, () => ['x']]]],
  [
    'Array.prototype.includes, some and find',
    [
      [Array.prototype, 'includes', yes],
      [Array.prototype, 'some', yes],
      [Array.prototype, 'find', () => '*'],
    ],
  ],
  ['Array.prototype.push', [[Array.prototype, 'push', () => 0]]],
  [
    'Array.prototype[Symbol.iterator]',
    [
      [
        Array.prototype,
        Symbol.iterator,
        function* () {
          yield '*';
        },
      ],
    ],
  ],
  ['Array.isArray', [[Array, 'isArray', yes]]],
  [
    'Set.prototype.has and add',
    [
      [Set.prototype, 'has', yes],
      [Set.prototype, 'add', () => undefined],
    ],
  ],
  [
    'Map.prototype.get, has and set, and globalThis.Map',
    [
      [Map.prototype, 'get', () => '*'],
      [Map.prototype, 'has', yes],
      [Map.prototype, 'set', yes],
      [globalThis, 'Map', Set],
    ],
  ],
  [
    'String.prototype.startsWith, slice, codePointAt, charCodeAt and normalize',
    [
      [String.prototype, 'startsWith', yes],
      [String.prototype, 'slice', () => '*'],
      [String.prototype, 'codePointAt', () => 0x2a],
      [String.prototype, 'charCodeAt', () => 0x2a],
      [String.prototype, 'normalize', () => '*'],
    ],
  ],
  [
    'Function.prototype.call, apply and bind',
    [
      [Function.prototype, 'call', yes],
      [Function.prototype, 'apply', yes],
      [Function.prototype, 'bind', () => yes],
    ],
  ],
  [
    'Object.freeze and hasOwn',
    [
      [Object, 'freeze', () => ({ allowed: true })],
      [Object, 'hasOwn', yes],
    ],
  ],
  [
    'globalThis.Set and Int32Array',
    [
      [
        globalThis,
        'Set',
        class {
          has = yes;
          add = yes;
        },
      ],
      [globalThis, 'Int32Array', Array],
    ],
  ],
];

describe('a prototype changed after loading', () => {
  test.each(CHANGES)('LIST-2: %s', (_, changes) => {
    const loadedBefore = load();
    const answers = under(changes, () => [ask(loadedBefore), ask(load())]);
    expect(answers).toEqual([EXPECTED, EXPECTED]);
  });
});

describe('a polluted prototype', () => {
  test('LIST-3: Object.prototype supplies no option', () => {
    const polluted: Change[] = [
      [Object.prototype, 'patterns', ['*']],
      [Object.prototype, 'allowed', true],
      [Object.prototype, 'rule', '*'],
      [Object.prototype, 'allow', ['*']],
      [Object.prototype, 'next', { pattern: '*', codes: Int32Array.of(0x2a, 0) }],
      [Object.prototype, 'onRefused', yes],
    ];
    const answers = under(polluted, () => [allowlist({ owner: 'owner' }).check('mallory'), ask(load())]);
    expect(answers).toEqual([{ allowed: false, rule: undefined, reason: 'no rule admits mallory' }, EXPECTED]);
  });

  test('LIST-3: Object.prototype supplies no owner', () => {
    const run = () => {
      try {
        return allowlist({} as never).check('mallory').allowed;
      } catch {
        return 'refused to load';
      }
    };
    expect(under([[Object.prototype, 'owner', 'mallory']], run)).toBe('refused to load');
  });

  test('LIST-3: Array.prototype fills no hole of a list, and swallows no pattern', () => {
    const holed = ['bob'];
    holed.length = 2;
    const run = () => {
      try {
        return allowlist({ owner: 'owner', patterns: holed, onWarning: () => undefined }).check('mallory').allowed;
      } catch {
        return 'refused to load';
      }
    };
    expect(under([[Array.prototype, '1', '*']], run)).toBe('refused to load');
    const swallow = () => {
      Object.defineProperty(Array.prototype, '0', { configurable: true, set: nothing, get: nothing });
      try {
        return ask(load());
      } finally {
        delete Array.prototype[0];
      }
    };
    expect(swallow()).toEqual(EXPECTED);
  });

  test('LIST-3: an option that is a getter is read once', () => {
    let reads = 0;
    const door = allowlist({
      owner: 'owner',
      get patterns() {
        return reads++ === 0 ? ['bob'] : ['*'];
      },
    });
    expect([door.check('mallory').allowed, door.check('bob').allowed, reads]).toEqual([false, true, 1]);
  });

  test('LIST-3: an element that is a getter is read once', () => {
    let reads = 0;
    const patterns: string[] = [];
    Object.defineProperty(patterns, '0', { get: () => (reads++ === 0 ? 'bob' : '*') });
    const door = allowlist({ owner: 'owner', patterns });
    expect([door.check('mallory').allowed, door.check('bob').allowed, reads]).toEqual([false, true, 1]);
  });
});

const EXPECTED = {
  owner: true,
  bob: true,
  team_dev: true,
  team_intern: false,
  spam_1: false,
  mallory: false,
  hidden: false,
};

function load() {
  return allowlist({ owner: 'owner', patterns: ['bob', 'team_*', 'spam_*', '!team_intern', '!spam_*'] });
}

function ask(door: ReturnType<typeof load>): typeof EXPECTED {
  return {
    owner: door.check('owner').allowed,
    bob: door.check('bob').allowed,
    team_dev: door.check('team_dev').allowed,
    team_intern: door.check('team_intern').allowed,
    spam_1: door.check('spam_1').allowed,
    mallory: door.check('mallory').allowed,
    hidden: door.check('team_\u200bdev').allowed,
  };
}

/** Runs with the changes made; they are undone before anything is asserted. */
function under<T>(changes: readonly Change[], run: () => T): T {
  const { defineProperty, getOwnPropertyDescriptor } = Object;
  const { deleteProperty } = Reflect;
  const before = changes.map(([owner, key]) => getOwnPropertyDescriptor(owner, key));
  try {
    for (let i = 0; i < changes.length; i++) {
      const change = changes[i] as Change; // destructuring would ask the iterator that may be changed
      const value = change[2];
      defineProperty(change[0], change[1], {
        __proto__: null,
        configurable: true,
        writable: true,
        value,
      } as PropertyDescriptor);
    }
    return run();
  } finally {
    for (let i = 0; i < changes.length; i++) {
      const change = changes[i] as Change;
      const was = before[i];
      if (was) defineProperty(change[0], change[1], was);
      else deleteProperty(change[0], change[1]);
    }
  }
}
