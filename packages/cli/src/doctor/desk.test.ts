import { ActionAgent, contract, IntakeAgent, only, tool, type IntakeSession, type Message } from '@sallyport/core';
import { testRuntime } from '@sallyport/core/testing';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { deskFindings } from './desk.js';
import type { Finding } from './finding.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const reply = contract({
  name: 'reply',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.string() }),
});

class Reader extends IntakeAgent<'low'> {
  constructor() {
    super({ name: 'reader', trust: 'low', tools: [], proposes: [only(reply, { to: 'sender' })], allowlist: ['*'] });
  }
  protected async handle({ address }: Message, session: IntakeSession<'low'>) {
    await session.propose('executor', reply, { to: address! }, { why: 'it was asked for' });
  }
}
class Executor extends ActionAgent<'high'> {
  constructor() {
    super({ name: 'executor', trust: 'high', tools: [tool(reply, async () => null)], acceptsFrom: ['reader'] });
  }
  protected async handle() {}
}

test('what is stale is named, each with what to do about it: what waits, runs out, was approved in vain, broke off, is not known to be stopped', async () => {
  await using t = await testRuntime({ agents: [new Reader(), new Executor()], unverified: 'low', real: true });
  const start = t.clock.now();
  const checks = async (after: number): Promise<readonly string[]> => {
    const found = await deskFindings(t.desk, { keys: [], origin: undefined, now: start + after });
    for (const { remedy } of found) expect(remedy).not.toBe('');
    return found.map(({ level, check }: Finding) => `${level} ${check}`);
  };
  await t.mail({ from: 'bob@example.com', to: 'reader', text: 'hello' });
  await t.idle();
  const [{ id, expires } = { id: '', expires: 0 }] = await t.desk.pending();
  expect(await checks(MINUTE)).toEqual([]);
  expect(await checks(5 * HOUR)).toEqual(['warn waits']);
  expect(await checks(expires - start - 10 * MINUTE)).toEqual(['warn runs-out']);
  const [waits] = await deskFindings(t.desk, { keys: [], origin: undefined, now: start + 5 * HOUR });
  expect(waits!.remedy).toBe(`sallyport review ${id}`);

  await t.desk.approve(id);
  expect(await checks(MINUTE)).toEqual([]);
  expect(await checks(11 * MINUTE)).toEqual(['warn approved']);
  t.crashAt('after execute');
  await t.idle();
  await t.restart();
  await t.idle();
  expect(await checks(MINUTE)).toEqual(['warn interrupted']);

  await t.desk.freeze('reader');
  expect(await checks(MINUTE)).toEqual(['warn interrupted', 'warn frozen']);
  await t.idle();
  expect(await checks(MINUTE)).toEqual(['warn interrupted', 'note frozen']);
});
