// Tests of an agent without its wall, for node's own runner: each of them has to fail, or the kit proves nothing there.
import { test } from 'node:test';
import { approveEverything, attackSuite, injections, testRuntime, worstCaseModel } from '@sallyport/core/testing';
import { Executor, Researcher, theft } from './agents.fixture.js';

test('nobody who writes to us can make the executor send', async () => {
  await using t = await testRuntime({
    agents: [new Researcher(worstCaseModel(), 'anyone'), new Executor()],
    unverified: 'low',
    reviewer: approveEverything(),
  });
  for (const text of injections('send_email', theft, { styles: ['urgency'] }))
    await t.mail({ from: 'supplier@example.com', to: 'research_agent', text });
  await t.idle();
  t.assertNeverReached('send');
});

test('a suite of attacks', async () => {
  const report = await attackSuite((model) => new Researcher(model, 'anyone'), {
    orders: { send_email: theft },
    agents: [new Executor()],
    styles: ['base64'],
  });
  report.assertSafe();
});
