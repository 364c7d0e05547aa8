// Real processes that are killed between the journal and the ledger, and between the ledger and the effect; and two of one key.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { house, refusalOf } from './house.fixture.js';

describe('an executor that is killed', () => {
  test.each(['before', 'after'] as const)(
    'GATE-14: %s its start stands in the ledger: it is shown as interrupted and not run again',
    async (point) => {
      const { asDesk, proposed, start, stateOf, effects } = house({ isReal: true });
      const id = await proposed('once');
      await asDesk((desk) => desk.approve(id));
      const first = start('executor', point);
      await first.ended;
      expect([first.said.includes('started'), await stateOf(id), effects()]).toEqual([true, 'started', []]);
      const second = start('executor');
      await until(async () => (await stateOf(id)) === 'interrupted');
      await second.kill();
      expect(effects()).toEqual([]);
      expect(await asDesk((desk) => desk.notices())).toContainEqual(expect.objectContaining({ id }));
    },
    60_000,
  );

  test.each(['before', 'after'] as const)(
    'GATE-14: the same at a gate: killed %s its start stands in the ledger, it is interrupted',
    async (point) => {
      const { asDesk, start, effects } = house({ isReal: true });
      const first = start('gate', point);
      const [item] = await until(async () => {
        const pending = await asDesk((desk) => desk.pending());
        return pending.length > 0 && pending;
      });
      await asDesk((desk) => desk.approve(item!.id));
      await first.ended;
      const second = start('gate');
      await second.ended;
      expect([second.said.at(-1), effects()]).toEqual(['GATE_INTERRUPTED', []]);
    },
    60_000,
  );

  test('GATE-14: killed after its start stands in the ledger, and the start removed from the store: never run', async () => {
    const { asDesk, proposed, start, execute, entries, sql, effects, sent } = house({ isReal: true });
    const id = await proposed('once');
    await asDesk((desk) => desk.approve(id));
    const approved = await entries();
    await start('executor', 'after').ended;
    sql(`DELETE FROM entries WHERE seq > ${approved}`);
    const { code, facts } = await refusalOf(execute());
    expect(code).toBe('JOURNAL_ROLLED_BACK');
    await asDesk((desk) => desk.acceptRollback(facts.accept));
    await execute();
    expect([sent, effects()]).toEqual([[], []]);
    expect(await asDesk((desk) => desk.item(id))).toMatchObject({ state: 'interrupted' });
  }, 60_000);
});

describe('two executors under one key', () => {
  test('GATE-14: the start of the one is removed from the store before the other has read it: one effect', async () => {
    const { path, asDesk, proposed, start, entries, sql, effects } = house({ isReal: true });
    const id = await proposed('once');
    await asDesk((desk) => desk.approve(id));
    const approved = await entries();
    // it has committed its start, and is about to write it down
    const first = start('executor', 'wait');
    await until(async () => first.said.includes('started'));
    sql(`DELETE FROM entries WHERE seq > ${approved}`);
    const second = start('executor');
    await until(async () => effects().length > 0);
    writeFileSync(join(path, 'go'), 'go');
    await until(async () => first.said.some((word) => JSON.stringify(word).includes('ROLLED_BACK')));
    await Promise.all([first.kill(), second.kill()]);
    expect(effects()).toEqual(['once']);
  }, 60_000);

  test('GATE-14: … and after the one has written it down: the other refuses', async () => {
    const { asDesk, proposed, start, entries, sql, effects } = house({ isReal: true });
    const id = await proposed('once');
    await asDesk((desk) => desk.approve(id));
    const approved = await entries();
    const first = start('executor');
    await until(async () => effects().length > 0);
    sql(`DELETE FROM entries WHERE seq > ${approved}`);
    const second = start('executor');
    await until(async () => second.said.some((word) => JSON.stringify(word).includes('JOURNAL_ROLLED_BACK')));
    await Promise.all([first.kill(), second.kill()]);
    expect(effects()).toEqual(['once']);
  }, 60_000);
});

async function until<T>(look: () => Promise<T | false>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
