import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { keyFile } from '@sallyport/store/keyfile';
import { sqliteStore } from '@sallyport/store/sqlite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { house, start, until, type House } from './house.fixture.js';

let home: House;
let agents: ReturnType<typeof start>;

beforeAll(async () => {
  home = await house();
  // the agents of the new house, each in a process of its own
  agents = start('start.mjs', [], home.folder);
}, 60_000);
afterAll(async () => {
  await agents.end();
  await home[Symbol.asyncDispose]();
});

const outbox = (): Promise<string | undefined> =>
  readFile(join(home.folder, 'outbox.txt'), 'utf8').then(
    // the file is there before its first line is
    (text) => text || undefined,
    () => undefined,
  );

/** What waits, as soon as something does. */
const waiting = () =>
  until(async () => {
    const { groups } = (await home.run(['review', '--json'])).json() as unknown as {
      groups: readonly { items: readonly { id: string; digest: string }[] }[];
    };
    return groups[0]?.items[0];
  });

test('what a letter asked for is shown whole, approved over its digest, and runs in another process, once', async () => {
  const { id } = await waiting();
  const listed = await home.run(['review']);
  expect(listed.out).toContain(id);
  const shown = await home.run(['review', id]);
  expect(shown.code).toBe(0);
  expect(shown.out).toContain('"to" · decides where it lands');
  expect(shown.out).toContain('│ Thank you, we have your letter.');
  const view = (await home.run(['review', id.slice(0, 8), '--json'])).json();
  expect(view).toMatchObject({ id, executor: '"executor"', tool: '"reply"', state: 'pending' });
  const digest = String(view['digest']!['full']);

  const unseen = await home.run(['review', id, '--approve']);
  expect(unseen).toMatchObject({ code: 2, out: '' });
  expect(unseen.err).toContain(`look at it, review ${id}`);
  // what was not looked at is not known by its digest
  expect(unseen.err).not.toContain(digest.slice(0, 12));
  const another = await home.run(['review', id, '--approve', '--digest', '0'.repeat(64)]);
  expect(another).toMatchObject({ code: 3, out: '' });
  expect(another.err).toContain('has another digest');
  expect(another.err).not.toContain(digest.slice(0, 12));
  expect(await home.run(['review', id, '--digest', digest])).toMatchObject({ code: 2, out: '' });
  expect(await home.run(['review', id, '--approve'], { attended: true, input: 'no\n' })).toMatchObject({ code: 3 });
  expect(await outbox()).toBeUndefined();

  const approved = await home.run(['review', id, '--approve', '--digest', digest.slice(0, 16), '--json']);
  expect(approved.json()).toEqual({ id, digest, verdict: 'approve' });
  expect(await until(outbox)).toBe('to bob@example.com: Thank you, we have your letter.\n');
  const late = await home.run(['review', id, '--deny']);
  expect(late).toMatchObject({ code: 3, out: '' });
  expect(late.err).toContain('ALREADY_DECIDED, for the person to settle');
  expect((await home.run(['review', id])).out).toContain('approved by "alice"');
});

test('SEE-4: somebody at a terminal is shown all of it first, and only a typed yes approves', async () => {
  const letter = 'From: bob@example.com\r\nMessage-ID: <2@example.com>\r\nSubject: Again\r\n\r\nAnd on Sundays?\r\n';
  await writeFile(join(home.folder, 'Mail', 'new', '2.another'), letter);
  const { id } = await waiting();
  // a yes from before the question stood there answers nothing
  expect(await home.run(['review', id, '--approve'], { attended: true, early: 'yes\n' })).toMatchObject({ code: 3 });
  const asked = await home.run(['review', id, '--approve'], { attended: true, input: 'yes\n' });
  expect(asked.code).toBe(0);
  expect(asked.out).toContain('│ Thank you, we have your letter.');
  expect(asked.err).toContain('approve exactly this? [y/N]');
  expect(await home.run(['review', id, '--approve'], { attended: true, input: 'y\n' })).toMatchObject({ code: 3 });
});

test('SEE-1: what is not what it looks like takes the beginning of its digest, as on the other screens', async () => {
  const file = join(home.folder, 'sallyport.yaml');
  const yaml = await readFile(file, 'utf8');
  // somebody who is known, at an address that looks like the one that the letter is from
  await writeFile(file, `${yaml}\ncontacts:\n  robert:\n    trust: medium\n    at: ['mail:bob@examp1e.com']\n`);
  const letter = 'From: bob@example.com\r\nMessage-ID: <3@example.com>\r\nSubject: Third\r\n\r\nAnd at night?\r\n';
  await writeFile(join(home.folder, 'Mail', 'new', '3.another'), letter);
  const { id, digest } = await waiting();
  for (const typed of ['y', digest.slice(0, 7), '']) {
    const refused = await home.run(['review', id, '--approve'], { attended: true, input: `${typed}\n` });
    expect([typed, refused.code]).toEqual([typed, 3]);
    expect(refused.err).toContain('something is not what it looks like');
    expect(refused.err).toContain('type the first 8 characters of its digest');
  }
  const approved = await home.run(['review', id, '--approve'], { attended: true, input: `${digest.slice(0, 8)}\n` });
  expect(approved.code).toBe(0);
  await writeFile(file, yaml);
});

test('what is written and forwarded is signed, and found again', async () => {
  const sent = await home.run(['send', 'reader', '-'], { input: 'words of my own\n' });
  expect(sent.code).toBe(0);
  const found = await home.run(['history', '"words of my own"', 'kind:order', '--json']);
  expect(found.json()['hits']![0]).toMatchObject({ from: 'alice', to: 'reader', trust: 'high' });
  expect(await home.run(['history', 'nothing_of_the_kind'])).toMatchObject({ code: 4, out: '' });
  expect((await home.run(['history', 'AND'])).code).toBe(2);

  const letter = (await home.run(['history', 'kind:message', '--json'])).json()['hits']![0]!;
  const forwarded = await home.run([
    'forward',
    String(letter['id']),
    '--to',
    'reader',
    '--note',
    'see to it',
    '--json',
  ]);
  expect(forwarded.json()).toMatchObject({ forwarded: letter['id'], to: 'reader' });
  expect(await home.run(['forward', 'nothing', '--to', 'reader'])).toMatchObject({ code: 4 });
  expect(await home.run(['send', 'nobody', 'x'])).toMatchObject({ code: 4 });
});

/** What hostile code in the intake's process can do, which has its key: a proposal under a name of its own choosing. */
async function proposeAs(id: string): Promise<void> {
  const signer = await keyFile(join(home.folder, 'keys', 'intake.key'));
  await using store = await sqliteStore(join(home.folder, 'sallyport.db'));
  const entries = await store.entries(0, 1_000);
  const last = entries.at(-1)!;
  const hash = createHash('sha256').update(last.text).digest('hex');
  const { record } = entries
    .map(({ text }) => JSON.parse(text) as { record: { body: { kind: string }; evidence: object } })
    .findLast((entry) => entry.record.body.kind === 'proposal')!;
  const body = { ...record.body, id, expires: Date.now() + 50_000 };
  const { evidence: _evidence, ...unsigned } = { ...record, head: { seq: last.seq, hash }, at: Date.now(), body };
  const bytes = Buffer.from(sorted({ ...unsigned, domain: 'sallyport/proposal/v1' }));
  const evidence = { alg: 'ed25519', key: signer.key, signature: signer.sign(bytes) };
  const text = sorted({ seq: last.seq + 1, prev: hash, record: { ...unsigned, evidence } });
  await store.commit(last.seq, () => ({ entries: [{ seq: last.seq + 1, text }] }));
}

const sorted = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );

test('SEE-2: an id that hostile code has chosen draws nothing, and is no command where a remedy quotes it', async () => {
  const id = 'evil; touch \u001b[2J\u202eowned #';
  await proposeAs(id);
  // the attack: it waits like any other
  const { groups } = (await home.run(['review', '--json'])).json() as unknown as {
    groups: readonly { items: readonly { id: string }[] }[];
  };
  expect(groups.flatMap(({ items }) => items.map((one) => one.id))).toContain('evil; touch \\u{1b}[2J\\u{202e}owned #');
  const seen = await home.run(['doctor']);
  expect(seen.out).toContain(`sallyport review 'evil; touch \\u{1b}[2J\\u{202e}owned #'`);
  expect((await home.run(['review', 'nothing'])).err).toContain('sallyport review lists what waits');
  const like = ['grants', 'add', 'reader', '--uses', '1', '--until', '1h', '--like'];
  expect((await home.run([...like, 'ev'])).err).toContain('type 4 characters of the id, or more');
  const denied = await home.run(['review', 'evil', '--deny']);
  expect(denied).toMatchObject({ code: 0, out: 'denied: evil; touch \\u{1b}[2J\\u{202e}owned #\n' });
  for (const raw of ['\u001b', '\u202e']) expect(seen.out + denied.out + denied.err).not.toContain(raw);
});

test('SEE-1: a whole id is that one, though hostile code has called its own by a longer name', async () => {
  const { id } = (await home.run(['history', 'tool:reply', '--json'])).json()['hits']!.at(-1)! as unknown as {
    id: string;
  };
  await proposeAs(`${id}x`);
  expect((await home.run(['review', id.slice(0, 8), '--json'])).json()).toMatchObject({ id: `${id}x` });
  expect((await home.run(['review', id, '--json'])).json()).toMatchObject({ id, state: 'executed' });
  expect(await home.run(['review', `${id}x`, '--deny'])).toMatchObject({ code: 0, out: `denied: ${id}x\n` });
});

test('an agent is stopped and let go on, across processes', async () => {
  expect((await home.run(['freeze', 'reader', '--reason', 'odd'])).out).toContain('"reader" is stopped');
  await until(async () => {
    const { json } = await home.run(['freeze', '--json']);
    return json()['frozen']![0]?.['state'] === ('frozen' as unknown) || undefined;
  });
  expect((await home.run(['freeze'])).out).toMatch(/^"reader" is stopped by "alice" since .*: "odd"\n$/);
  expect((await home.run(['contacts'])).out).toContain('"reader" in "intake" · FROZEN');
  expect(await home.run(['thaw', 'reader'])).toMatchObject({ code: 0, err: '' });
  expect(await home.run(['thaw', 'reader'])).toMatchObject({ code: 4, out: '' });
  expect(await home.run(['freeze'])).toMatchObject({ code: 0, out: 'nobody is stopped\n' });
});

test('a grant is listed, and ends', async () => {
  const contract = (await home.run(['history', 'tool:reply', '--json'])).json()['hits']![0]!;
  const add = ['grants', 'add', 'reader', '--like', String(contract['id']), '--uses', '3', '--until', '7d'];
  const granted = await home.run(add);
  expect(granted.code).toBe(0);
  expect(granted.out).toMatch(/^granted to "reader".*\n.* may use "reply"\n {2}"to": "bob@example.com"\n/);
  const listed = await home.run(['grants']);
  expect(listed.out).toContain('"reader" may use "reply"\n  "to": "bob@example.com"\n  3 of 3 uses left');
  const [grant] = (await home.run(['grants', '--json'])).json()['grants']!;
  expect(await home.run(['grants', 'revoke', String(grant!['id'])])).toMatchObject({ code: 0 });
  expect(await home.run(['grants'])).toMatchObject({ out: 'nothing is approved beforehand\n' });
});
