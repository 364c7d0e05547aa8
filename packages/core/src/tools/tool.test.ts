import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { SallyportError } from '../errors.js';
import { contract, isContract } from './contract.js';
import { sealOf, tool, type RunContext } from './tool.js';

const email = contract({
  name: 'send_email',
  effect: 'send',
  input: z.strictObject({ to: z.string() }),
  control: ['to'],
});
const context: RunContext = { signal: new AbortController().signal };

describe('WALL-2: the code of a tool is sealed away', () => {
  test('WALL-2: both forms make the same tool, and nothing on it can be run', async () => {
    const run = async ({ to }: { to: string }): Promise<string> => `sent to ${to}`;
    const two = tool(email, run);
    const one = tool({
      name: 'send_email',
      effect: 'send',
      input: z.strictObject({ to: z.string() }),
      control: ['to'],
      run,
    });
    expect(one).toEqual(two);
    for (const made of [one, two]) {
      expect(Object.keys(made).sort()).toEqual([
        'contract',
        'effect',
        'fits',
        'listable',
        'name',
        'proposable',
        'source',
      ]);
      expect(Object.isFrozen(made) && Object.isFrozen(made.fits) && Object.isFrozen(made.fits.role)).toBe(true);
      expect(isContract(made.contract)).toBe(true);
      expect(await sealOf(made)?.run({ to: 'bob' } as never, context)).toBe('sent to bob');
    }
    expect(two.contract).toBe(email);
  });

  test('WALL-2: only the very object has a seal', () => {
    const made = tool(email, async () => 1);
    for (const value of [
      { ...made },
      Object.create(made),
      new Proxy(made, {}),
      structuredClone({ ...made }),
      email,
      null,
      'send_email',
      undefined,
    ]) {
      expect(sealOf(value)).toBeUndefined();
    }
    expect(Object.isFrozen(sealOf(made))).toBe(true);
  });

  test('WALL-2: run is captured: changing the spec later changes nothing', async () => {
    const spec = { name: 'sum', effect: 'analyze' as const, input: z.strictObject({}), run: async () => 1 };
    const made = tool(spec);
    spec.run = async () => 2;
    expect(await sealOf(made)?.run({} as never, context)).toBe(1);
  });
});

describe('what makes no tool', () => {
  test('a contract without code, code without a contract, a contract that is none', () => {
    const error = (action: () => unknown): SallyportError => {
      try {
        action();
      } catch (thrown) {
        if (SallyportError.isInstance(thrown)) return thrown;
        throw thrown;
      }
      return expect.fail('nothing was thrown');
    };
    expect(error(() => tool(email, undefined as never))).toMatchObject({
      code: 'BAD_CONTRACT',
      message: email.fits.role.action,
    });
    expect(error(() => tool({ ...email } as typeof email, async () => 1))).toMatchObject({ code: 'NOT_A_TOOL' });
    expect(error(() => tool({ name: 'x', effect: 'send', input: z.strictObject({}) } as never))).toMatchObject({
      code: 'BAD_CONTRACT',
    });
    expect(
      error(() => tool({ name: 'x', effect: 'send', input: z.strictObject({}), run: async () => 1, runs: 1 } as never))
        .message,
    ).toContain("no field 'runs'");
    expect(error(() => tool(tool(email, async () => 1) as never, async () => 1)).code).toBe('NOT_A_TOOL');
  });
});
