import { describe, expect, test } from 'vitest';
import {
  freezeAll,
  isName,
  isWellFormed,
  mapGet,
  mapHas,
  mapSet,
  newMap,
  weakGet,
  weakHas,
  weakSet,
} from './primordials.js';

describe('WALL-1: captured built-ins', () => {
  test('WALL-1: replacing the methods of Map and WeakMap changes nothing', () => {
    const replaced = [
      [Map.prototype, 'get'],
      [Map.prototype, 'has'],
      [Map.prototype, 'set'],
      [WeakMap.prototype, 'get'],
      [WeakMap.prototype, 'has'],
      [WeakMap.prototype, 'set'],
      [Function.prototype, 'call'],
      [Function.prototype, 'apply'],
      [Function.prototype, 'bind'],
    ] as const;
    const map = newMap<string, number>();
    const weak = new WeakMap<object, number>();
    const key = {};
    const answers = replacing(replaced, () => {
      mapSet(map, 'a', 1);
      weakSet(weak, key, 2);
      return [mapGet(map, 'a'), mapHas(map, 'b'), weakGet(weak, key), weakHas(weak, {})];
    });
    expect(answers).toEqual([1, false, 2, false]);
  });

  test('WALL-1: names are read without a RegExp', () => {
    const answers = replacing(
      [
        [RegExp.prototype, 'exec'],
        [RegExp.prototype, 'test'],
      ] as const,
      () => ['Send Mail', '__proto__', 'send_email'].map(isName),
    );
    expect(answers).toEqual([false, false, true]);
  });

  test('WALL-1: a name is what its pattern says', () => {
    const pattern = /^[a-z][a-z0-9_]{0,63}$/;
    for (const name of [
      'a',
      'a_1',
      '',
      '_a',
      '1a',
      'A',
      'aB',
      'a-b',
      'ä',
      'a\n',
      `a${'b'.repeat(63)}`,
      `a${'b'.repeat(64)}`,
      'a`',
      'a{',
      'a/',
      'a:',
    ]) {
      expect([name, isName(name)]).toEqual([name, pattern.test(name)]);
    }
    for (const name of [undefined, null, 1, ['a'], Object('a')]) expect(isName(name)).toBe(false);
  });

  test('WALL-3: text is well formed when every surrogate has its other half', () => {
    for (const text of ['', 'a', '😀', 'a😀b', '\ud800', '\udc00', '\udc00\ud800', 'a\ud83d', '\ud83d\ud83d\ude00']) {
      expect([text, isWellFormed(text)]).toEqual([text, !/\p{Surrogate}/u.test(text)]);
    }
  });

  test('WALL-1: a table is frozen all the way down', () => {
    const table = freezeAll({ a: { b: [1] } });
    expect([table, table.a, table.a.b].every(Object.isFrozen)).toBe(true);
  });
});

/** Replaces built-in methods while `action` runs. */
function replacing<R>(methods: readonly (readonly [object, string])[], action: () => R): R {
  const before = methods.map(([owner, name]) => Object.getOwnPropertyDescriptor(owner, name)!);
  const { defineProperty } = Object;
  for (const [owner, name] of methods)
    defineProperty(owner, name, { configurable: true, writable: true, value: () => 'hijacked' });
  try {
    return action();
  } finally {
    for (let i = 0; i < methods.length; i++) defineProperty(methods[i]![0], methods[i]![1], before[i]!);
  }
}
