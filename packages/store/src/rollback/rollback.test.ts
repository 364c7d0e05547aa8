// A store that is put back, on real SQLite files: what was used stays used, what was stopped stays stopped, and a person says when it goes on.
import { existsSync, renameSync, rmSync } from 'node:fs';
import { signerOf } from '@sallyport/core';
import { newKey } from '@sallyport/core/store';
import { describe, expect, test } from 'vitest';
import { house, refusalOf } from './house.fixture.js';

describe('a backup that is put back', () => {
  test('GATE-14: after an approval was used, the executor refuses; without a ledger the same happens a second time', async () => {
    for (const own of [{}, { ledger: false as const }]) {
      const { sent, asDesk, execute, proposed, backup, restore, entries } = house();
      const id = await proposed('once', own);
      await asDesk((desk) => desk.approve(id), own);
      backup();
      await execute(own);
      expect(sent).toEqual(['once']);
      restore();
      if (own.ledger === false) {
        await execute(own);
        expect(sent).toEqual(['once', 'once']);
        continue;
      }
      const before = await entries();
      const { code, message } = await refusalOf(execute());
      expect(code).toBe('JOURNAL_ROLLED_BACK');
      expect(message).toMatch(
        /the journal was rolled back: entry \d+ was there when 'executor' last looked .*acceptRollback\('[0-9a-f]{64}'\)/,
      );
      await refusalOf(execute());
      expect([sent, await entries()]).toEqual([['once'], before]);
    }
  });

  test('GATE-14: rows that are deleted are noticed in the same way', async () => {
    const { sent, asDesk, execute, proposed, sql, entries } = house();
    const id = await proposed('once');
    await asDesk((desk) => desk.approve(id));
    const approved = await entries();
    await execute();
    sql(`DELETE FROM entries WHERE seq > ${approved}`);
    expect((await refusalOf(execute())).code).toBe('JOURNAL_ROLLED_BACK');
    expect(sent).toEqual(['once']);
  });

  test('GATE-14: once the owner has accepted the loss it goes on; what was used is shown as interrupted and never run', async () => {
    const { sent, asDesk, execute, proposed, stateOf, backup, restore } = house();
    const [first, second] = [await proposed('approved'), await proposed('pending')];
    backup();
    await asDesk((desk) => desk.decide([first, second].map((id) => ({ id, verdict: 'approve' }))));
    await execute();
    expect(sent).toEqual(['approved', 'pending']);
    restore();
    // the very first thing that anybody does is approve again what was done
    await asDesk((desk) => desk.acceptRollback());
    await asDesk((desk) => desk.approve(first));
    const { code, facts } = await refusalOf(execute());
    expect(code).toBe('JOURNAL_ROLLED_BACK');
    await asDesk((desk) => desk.acceptRollback(facts.accept));
    await execute();
    expect([sent, await stateOf(first), await stateOf(second)]).toEqual([
      ['approved', 'pending'],
      'interrupted',
      'interrupted',
    ]);
    const notices = await asDesk((desk) => desk.notices());
    expect(notices).toContainEqual(
      expect.objectContaining({ id: first, reason: 'it was started before the journal was rolled back' }),
    );
    const third = await proposed('new').catch(async () => {
      const error = await refusalOf(proposed('new'));
      await asDesk((desk) => desk.acceptRollback(error.facts.accept));
      return proposed('new');
    });
    await asDesk((desk) => desk.approve(third));
    await execute();
    expect(sent).toEqual(['approved', 'pending', 'new']);
    // the same acceptance again is good for nothing else
    restore();
    await asDesk((desk) => desk.acceptRollback());
    await asDesk((desk) => desk.acceptRollback(facts.accept));
    expect((await refusalOf(execute())).code).toBe('JOURNAL_ROLLED_BACK');
  });

  test('GATE-14: what an agent did of its own accord is not done again either; a person may have the order handled again', async () => {
    const { sent, heard, asDesk, execute, backup, restore } = house();
    const acted = await asDesk((desk) => desk.send('executor_agent', 'act'));
    await asDesk((desk) => desk.send('executor_agent', 'only look'));
    backup();
    await execute();
    expect([sent, heard]).toEqual([['act'], ['act', 'only look']]);
    restore();
    const { facts } = await refusalOf(execute());
    await asDesk((desk) => desk.acceptRollback(facts.accept));
    await execute();
    await execute();
    expect([sent, heard]).toEqual([['act'], ['act', 'only look', 'only look']]);
    await asDesk((desk) => desk.lift(acted));
    await execute();
    expect(sent).toEqual(['act', 'act']);
  });

  test('GATE-14: a clock that is set back does not bring back what had run out', async () => {
    const { sent, clock, asDesk, execute, proposed, stateOf, backup, restore } = house();
    const id = await proposed('late');
    await asDesk((desk) => desk.approve(id));
    backup();
    await clock.advance('25h');
    await execute();
    expect(await stateOf(id)).toBe('expired');
    restore();
    clock.setBack(25 * 60 * 60_000);
    const { facts } = await refusalOf(execute());
    await asDesk((desk) => desk.acceptRollback(facts.accept));
    await execute();
    expect([sent, await stateOf(id)]).toEqual([[], 'expired']);
  });

  test('GATE-14: the person’s desk notices as well, and opens all the same', async () => {
    const { asDesk, proposed, backup, restore } = house();
    await proposed('a');
    backup();
    const id = await proposed('b');
    await asDesk((desk) => desk.deny(id));
    restore();
    await asDesk(async (desk) => {
      expect((await refusalOf(desk.pending())).code).toBe('JOURNAL_ROLLED_BACK');
      expect((await refusalOf(desk.send('executor_agent', 'go'))).code).toBe('JOURNAL_ROLLED_BACK');
      await expect(desk.acceptRollback('nothing')).rejects.toMatchObject({ code: 'BAD_INPUT' });
      await desk.acceptRollback();
      expect(await desk.pending()).toHaveLength(1);
      await expect(desk.acceptRollback()).rejects.toMatchObject({ code: 'UNKNOWN_ID' });
    });
  });
});

describe('what was stopped', () => {
  test('GATE-14: an agent that was frozen is frozen still when the store is put back, until a permit names it', async () => {
    const { sent, asDesk, execute, proposed, backup, restore } = house();
    const id = await proposed('no');
    await asDesk((desk) => desk.approve(id));
    backup();
    await asDesk((desk) => desk.freeze('executor_agent', 'it smells'));
    await execute();
    restore();
    const { facts } = await refusalOf(execute());
    // another desk, which has seen nothing of it
    const elsewhere = { ledger: false as const };
    await asDesk((desk) => desk.acceptRollback(facts.accept), elsewhere);
    await execute();
    expect(sent).toEqual([]);
    expect(await asDesk((desk) => desk.item(id), elsewhere)).toMatchObject({ state: 'revoked' });
    expect(await asDesk((desk) => desk.frozen(), elsewhere)).toMatchObject([
      { agent: 'executor_agent', by: 'executor', state: 'frozen' },
    ]);
    await asDesk((desk) => desk.acceptRollback());
    await asDesk((desk) => desk.lift('executor_agent'));
    await execute();
    await execute();
    expect(await asDesk((desk) => desk.frozen())).toEqual([]);
  });

  test('GATE-14: a revoked approval stays revoked', async () => {
    const { sent, asDesk, execute, proposed, stateOf, backup, restore } = house();
    const id = await proposed('no');
    await asDesk((desk) => desk.approve(id));
    backup();
    await asDesk((desk) => desk.withdraw(id));
    await execute();
    restore();
    const { facts } = await refusalOf(execute());
    await asDesk((desk) => desk.acceptRollback(facts.accept), { ledger: false });
    await execute();
    expect([sent, await stateOf(id)]).toEqual([[], 'revoked']);
  });

  test('GATE-14: an order of a key that was revoked is not handled when its revocation is lost', async () => {
    for (const isRevoked of [true, false]) {
      const { sent, asDesk, execute, backup, restore, keys } = house();
      const { secret, public: spki } = newKey('alice');
      await asDesk((desk) => desk.enrol({ name: 'alice', public: spki }));
      await asDesk((desk) => desk.send('executor_agent', 'stolen'), { person: signerOf(secret), ledger: false });
      backup();
      if (isRevoked) await asDesk((desk) => desk.revokeKey(secret.id));
      else await asDesk((desk) => desk.send('executor_agent', 'only look'));
      const sentBefore = isRevoked ? [] : ['stolen'];
      await execute();
      expect(sent).toEqual(sentBefore);
      restore();
      const { facts } = await refusalOf(execute());
      await asDesk((desk) => desk.acceptRollback(facts.accept), { person: signerOf(keys['alice']!) });
      await execute();
      expect(sent).toEqual(sentBefore);
    }
  });

  test('GATE-14: a key that was revoked approves nothing and accepts no loss when its revocation is lost', async () => {
    const { sent, asDesk, execute, proposed, stateOf, backup, restore } = house();
    const { secret, public: spki } = newKey('alice');
    const second = { ledger: false as const, person: signerOf(secret) };
    await asDesk((desk) => desk.enrol({ name: 'alice', public: spki }));
    const id = await proposed('no');
    backup();
    await asDesk((desk) => desk.revokeKey(secret.id));
    await execute();
    restore();
    const { facts } = await refusalOf(execute());
    // whoever has the stolen key has the store, too
    await asDesk((desk) => desk.approve(id), second);
    await asDesk((desk) => desk.acceptRollback(facts.accept), second);
    expect((await refusalOf(execute())).code).toBe('JOURNAL_ROLLED_BACK');
    await asDesk((desk) => desk.acceptRollback(facts.accept));
    await execute();
    expect([sent, await stateOf(id)]).toEqual([[], 'rejected']);
  });

  test('GATE-10: an agent counts as frozen only once those concerned have written it down and said so', async () => {
    const { asDesk, execute } = house();
    await asDesk((desk) => desk.freeze('executor_agent', 'it smells'));
    const frozen = { agent: 'executor_agent', by: 'alice', reason: 'it smells' };
    expect(await asDesk((desk) => desk.frozen())).toMatchObject([
      { ...frozen, state: 'freezing', missing: ['executor'], acknowledged: [] },
    ]);
    await execute();
    await execute();
    expect(await asDesk((desk) => desk.frozen())).toMatchObject([
      { ...frozen, state: 'frozen', missing: [], acknowledged: ['executor'] },
    ]);
    await asDesk((desk) => desk.lift('executor_agent'));
    expect(await asDesk((desk) => desk.frozen())).toEqual([]);
  });
});

describe('a ledger that is gone', () => {
  test('GATE-14: an executor that has worked and finds no ledger refuses until the owner accepts it', async () => {
    const { sent, asDesk, execute, proposed, backup, restore, placeOf } = house();
    const id = await proposed('once');
    await asDesk((desk) => desk.approve(id));
    await execute();
    backup();
    rmSync(placeOf('executor'), { recursive: true });
    const { code, message, facts } = await refusalOf(execute());
    expect([code, message]).toEqual(['JOURNAL_ROLLED_BACK', expect.stringContaining('it was lost')]);
    await asDesk((desk) => desk.acceptRollback(facts.accept));
    const next = await proposed('next');
    await asDesk((desk) => desk.approve(next));
    await execute();
    expect(sent).toEqual(['once', 'next']);
    // lost again, it is to be accepted again
    rmSync(placeOf('executor'), { recursive: true });
    expect((await refusalOf(execute())).code).toBe('JOURNAL_ROLLED_BACK');
    restore();
    expect((await refusalOf(execute())).code).toBe('JOURNAL_ROLLED_BACK');
  });

  test('a desk without one is told, and works', async () => {
    const { asDesk, proposed, placeOf } = house();
    const id = await proposed('a');
    await asDesk((desk) => desk.deny(id));
    const warnings: string[] = [];
    const hear = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', hear);
    renameSync(placeOf('alice'), `${placeOf('alice')}.away`);
    expect(await asDesk((desk) => desk.pending())).toEqual([]);
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', hear);
    expect(warnings.join()).toContain("'alice' has signed records of this journal, and the ledger");
    expect(existsSync(placeOf('alice'))).toBe(true);
  });
});
