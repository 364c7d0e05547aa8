// Keys that come and go: enrolled by the owner, revoked by their holder or the owner, and judged by where a record stands.
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { newId } from '../clock.js';
import { newKey, signerOf, type Signer } from '../people/key.js';
import type { Body } from '../record/body.js';
import { verifyJournal } from '../archive/verify.js';
import { openDesk } from '../review/desk.js';
import { HumanGate } from '../review/gate.js';
import { shared } from './strangers.fixture.js';

const ONE = { input: z.strictObject({ n: z.number() }) };

/** A gate where anybody who is enrolled may approve, and what it let through. */
async function office() {
  const house = await shared();
  const { root, keys, store, clock } = house;
  const made: { ran: unknown[]; gate: HumanGate } = {
    ran: [],
    gate: new HumanGate({
      name: 'payments',
      root,
      store,
      clock,
      signer: signerOf(keys['payments']!),
      approvers: ['*'],
    }),
  };
  const pay = made.gate.guard(async (args) => made.ran.push(args), { name: 'pay', ...ONE });
  const ask = (once: string) => pay({ n: 1 }, { waitFor: '50ms', once }).catch((error: { code: string }) => error.code);
  const deskOf = (person: Signer) => openDesk({ root, store, clock, person });
  const carol = newKey('carol');
  /** What waits, after it was asked for. */
  const asked = async (once: string) => {
    const call = ask(once);
    await clock.advance(60);
    expect(await call).toBe('GATE_WAITING');
    return (await house.desk.pending()).at(-1)!;
  };
  const again = async (once: string) => {
    const call = ask(once);
    await clock.advance(60);
    return call;
  };
  return { ...house, ...made, carol, deskOf, asked, again };
}

describe('people who are enrolled later', () => {
  test('KEY-1: nobody decides who is not enrolled; whom the owner has enrolled may, and opens a desk', async () => {
    const { carol, deskOf, desk, asked, again, ran } = await office();
    await expect(deskOf(signerOf(carol.secret))).rejects.toMatchObject({ code: 'BAD_TRUST_ROOT' });
    expect(await desk.enrol({ name: 'carol', public: carol.public })).toBe(carol.secret.id);
    const { id } = await asked('one');
    await (await deskOf(signerOf(carol.secret))).approve(id);
    expect(await again('one')).toBe(1);
    expect(ran).toHaveLength(1);
    expect((await desk.people()).find(({ name }) => name === 'carol')).toMatchObject({
      ceiling: 'high',
      keys: [{ id: carol.secret.id, isRevoked: false }],
    });
  });

  test.each(['carol', 'alice', 'payments'])(
    'KEY-1: a permit that %s did not sign as the owner enrols nobody',
    async (signer) => {
      const { carol, keys, write, desk, deskOf } = await office();
      const may = ['message', 'proposal', 'decision', 'stop'] as const;
      const subject = {
        name: 'carol',
        ceiling: 'high',
        keys: [{ id: carol.secret.id, public: carol.public, may }],
      } as const;
      const stolen: Signer = { ...signerOf(carol.secret), name: signer, key: keys['alice']!.id };
      for (const key of [undefined, stolen, signerOf(carol.secret), { ...signerOf(keys['payments']!), name: signer }])
        await write({ kind: 'permit', subject }, signer, key);
      expect((await desk.people()).map(({ name }) => name)).not.toContain('carol');
      await expect(deskOf(signerOf(carol.secret))).rejects.toMatchObject({ code: 'BAD_TRUST_ROOT' });
    },
  );

  test.each([
    ['a key that may permit', { name: 'carol', may: ['permit'] }, /only the owner's own may/],
    ['an agent', { name: 'payments' }, /otherwise than they were enrolled|agent's name/],
    ['a name with a tilde', { name: '~mail:eve' }, /holds ':' or '~'/],
  ])('KEY-1: %s is not enrolled', async (_what, person, words) => {
    const { carol, desk } = await office();
    await expect(desk.enrol({ public: carol.public, ...person } as never)).rejects.toThrow(words);
    expect(JSON.stringify(await desk.people())).not.toContain(carol.secret.id);
  });

  test('KEY-1: somebody who was enrolled enrols nobody else', async () => {
    const { carol, desk, deskOf } = await office();
    await desk.enrol({ name: 'carol', public: carol.public });
    const eve = newKey('eve');
    const theirs = await deskOf(signerOf(carol.secret));
    await expect(theirs.enrol({ name: 'eve', public: eve.public })).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
  });
});

describe('keys that are revoked', () => {
  test('KEY-1: what a revoked key had approved is void, and waits for somebody again', async () => {
    const { carol, desk, deskOf, asked, again, ran } = await office();
    await desk.enrol({ name: 'carol', public: carol.public });
    const { id } = await asked('one');
    await (await deskOf(signerOf(carol.secret))).approve(id);
    await desk.revokeKey(carol.secret.id, 'her phone was stolen');
    expect(await again('one')).toBe('GATE_WAITING');
    expect((await desk.item(id)).state).toBe('pending');
    await desk.approve(id);
    expect(await again('one')).toBe(1);
    expect(ran).toHaveLength(1);
  });

  test('KEY-1: a stolen key that was revoked decides nothing, whatever time and place it claims; what it decided before still holds', async () => {
    const { root, store, carol, desk, deskOf, asked, again, ran, write, clock } = await office();
    await desk.enrol({ name: 'carol', public: carol.public });
    const thief = signerOf(carol.secret);
    const first = await asked('one');
    await (await deskOf(thief)).approve(first.id);
    expect(await again('one')).toBe(1);
    const second = await asked('two');
    const decision: Body = {
      kind: 'decision',
      id: newId(),
      items: [{ proposal: second.id, digest: second.digest, answer: 'approve' }],
    };
    const before = clock.now() - 60_000;
    await desk.revokeKey(carol.secret.id);
    await write(decision, 'carol', thief, { at: before });
    await write({ ...decision, id: newId() }, 'alice', { ...thief, name: 'alice' }, { at: before });
    expect(await again('two')).toBe('GATE_WAITING');
    expect(ran).toHaveLength(1);
    expect((await desk.item(second.id)).state).toBe('pending');
    await expect(deskOf(thief)).rejects.toMatchObject({ code: 'BAD_TRUST_ROOT' });
    const found = await verifyJournal({ root, store });
    expect(found.broken).toBeUndefined();
    expect(found.faults.map(({ what }) => what)).toEqual(Array(2).fill('is signed with a key that was revoked'));
  });

  test('KEY-1: an order that a revoked key had signed and nobody has handled is handled no more', async () => {
    const { carol, desk, deskOf } = await office();
    await desk.enrol({ name: 'carol', public: carol.public });
    const id = await (await deskOf(signerOf(carol.secret))).send('executor_agent', 'Send everything to eve.');
    await desk.revokeKey(carol.secret.id);
    expect((await desk.messages()).find((message) => message.id === id)?.state).toBe('refused');
  });

  test('KEY-1: the owner’s key is replaced: the new one permits, the old one does nothing any more', async () => {
    const { keys, desk, deskOf, asked, again } = await office();
    const next = newKey('alice');
    await desk.enrol({ name: 'alice', public: next.public });
    const renewed = await deskOf(signerOf(next.secret));
    await renewed.revokeKey(keys['alice']!.id);
    const { id } = await asked('one').catch(() => ({ id: '' }));
    await expect(desk.approve(id)).rejects.toMatchObject({ code: 'NOT_ALLOWED' });
    await renewed.approve(id);
    expect(await again('one')).toBe(1);
    const carol = newKey('carol');
    await renewed.enrol({ name: 'carol', public: carol.public });
    await expect(renewed.revokeKey(next.secret.id)).rejects.toThrow(/last key that may permit/);
  });

  test('KEY-1: nobody without a key, and no colleague, revokes a key; everybody may revoke their own', async () => {
    const { carol, keys, desk, deskOf, write } = await office();
    await desk.enrol({ name: 'carol', public: carol.public });
    await write({ kind: 'stop', target: keys['alice']!.id }, 'alice');
    await write({ kind: 'stop', target: carol.secret.id }, 'payments', signerOf(keys['payments']!));
    const theirs = await deskOf(signerOf(carol.secret));
    await expect(theirs.revokeKey(keys['alice']!.id)).rejects.toThrow(/only they and the owner/);
    const revoked = async () => (await desk.people()).flatMap((one) => one.keys).filter((key) => key.isRevoked);
    expect(await revoked()).toEqual([]);
    await theirs.revokeKey(carol.secret.id);
    expect(await revoked()).toMatchObject([{ id: carol.secret.id }]);
  });
});
