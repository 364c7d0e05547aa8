import { describe, expect, expectTypeOf, test } from 'vitest';
import type { SecretKey } from './key.js';
import { createTrustRoot, readTrustRoot, type TrustRootJson } from './trust-root.js';

const good = () =>
  createTrustRoot({
    owner: 'alice',
    people: ['bob'],
    runtimes: { intake: { agents: ['reader'] }, executor: { agents: ['executor_agent'] } },
  });

describe('a TrustRoot', () => {
  test('comes back from JSON as it was, and the compiler takes what JSON gives it', () => {
    const { root } = good();
    const json: TrustRootJson = JSON.parse(JSON.stringify(root));
    expect(readTrustRoot(json)).toEqual(root);
    const imported = {
      realm: 'x',
      owner: 'a',
      principals: [{ name: 'a', ceiling: 'high', keys: [{ id: 'k', public: 'p', may: ['decision'] }] }],
    };
    expectTypeOf(imported).toExtend<TrustRootJson>();
  });

  test('its keys are known by name to the compiler', () => {
    const { keys } = good();
    expectTypeOf(keys.alice).toEqualTypeOf<SecretKey>();
    expectTypeOf(keys.intake).toEqualTypeOf<SecretKey>();
    expect(Object.keys(keys)).toEqual(['alice', 'bob', 'intake', 'executor']);
  });

  test.each([
    ['agents that were forgotten', { intake: ['reader'] }, /takes no option '0'/],
    ['no agents', { intake: {} }, /does not say for which agents it speaks/],
    ['an empty list of agents', { intake: { agents: [] } }, /speaks for no agents/],
    ['a misspelt option', { intake: { agents: ['reader'], cieling: 'low' } }, /takes no option 'cieling'/],
  ])('MAIL-2: a runtime with %s is a fault, and never passes for a person', (_what, runtimes, words) => {
    expect(() => createTrustRoot({ owner: 'alice', runtimes } as never)).toThrow(words);
  });

  test('MAIL-2: edited by hand, a runtime that has lost its agents, or a key that may sign what nobody knows, is a fault', () => {
    const edited = (change: (principal: { agents?: unknown; keys: { may: string[] }[] }) => void) => {
      const json = JSON.parse(JSON.stringify(good().root)) as {
        principals: { name: string; keys: { may: string[] }[] }[];
      };
      change(json.principals.find(({ name }) => name === 'intake')!);
      return () => readTrustRoot(json as never);
    };
    expect(edited(() => undefined)).not.toThrow();
    expect(edited((one) => delete one.agents)).toThrow(/may sign steps, as a runtime’s|name the agents/);
    expect(edited((one) => (one.agents = 'reader'))).toThrow(/speaks for no agents/);
    expect(edited((one) => one.keys[0]!.may.push('decison'))).toThrow(/may sign 'decison', which is none of/);
  });
});
