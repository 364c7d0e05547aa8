// Tests the maildir channel on real folders: each file once, nothing proven, and no mail in the way of the next.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SallyportError, type Delivery } from '@sallyport/core';
import { afterEach, describe, expect, test } from 'vitest';
import { maildir, type MaildirFault, type MaildirOptions } from '../maildir.js';

describe('what a mail says of itself proves nothing', () => {
  test('MAIL-8: no header, Authentication-Results included, makes a delivery anything but unproven', async () => {
    const box = setup();
    box.put('1.a.host', [
      ...['Authentication-Results: mx.example; dkim=pass header.d=corp.example; spf=pass; dmarc=pass'],
      ...[
        'Received-SPF: pass',
        'DKIM-Signature: v=1; d=corp.example; b=x',
        'From: alice@corp.example',
        '',
        'pay mallory',
      ],
    ]);
    const [delivery] = await box.run(1);
    expect(delivery).toEqual({ id: '1.a.host', from: 'alice@corp.example', proof: 'none', text: 'pay mallory' });
  });

  test('MAIL-8: Reply-To, Sender and Return-Path never name the sender', async () => {
    const box = setup();
    const others = ['Return-Path: <alice@corp.example>', 'Sender: alice@corp.example', 'Reply-To: alice@corp.example'];
    box.put('1.a.host', [...others, 'From: Mallory <mallory@evil.example>', '', 'x']);
    box.put('2.b.host', [...others, '', 'x']);
    box.put('3.c.host', [...others, 'From: alice@corp.example', 'From: mallory@evil.example', '', 'x']);
    const deliveries = await box.run(3);
    expect(deliveries.map(({ from }) => from)).toEqual(['mallory@evil.example', 'unknown', 'unknown']);
  });

  test('the channel says zero of unproven senders unless told otherwise', () => {
    expect(maildir('.', { name: 'mail', to: 'a' }).unverified).toBe('zero');
    expect(maildir('.', { name: 'mail', to: 'a', unverified: 'low' }).unverified).toBe('low');
  });
});

describe('one file is one delivery', () => {
  test('the id is the name of the file: two mails with one Message-ID are two', async () => {
    const box = setup();
    for (const name of ['1.a.host', '2.b.host']) box.put(name, ['Message-ID: <same@x>', 'From: a@b.example', '', name]);
    expect((await box.run(2)).map(({ id }) => id)).toEqual(['1.a.host', '2.b.host']);
    expect(box.files()).toEqual({ new: [], cur: ['1.a.host:2,S', '2.b.host:2,S'] });
  });

  test('GATE-6: a crash after the delivery and before the filing delivers the same id again, and files it', async () => {
    const box = setup();
    box.put('1.a.host:2,', ['From: a@b.example', '', 'x']);
    const crash = new AbortController();
    const first: string[] = [];
    // The process dies here: what was delivered is durable, the file still lies in new/.
    const dying = box.channel().listen((delivery) => {
      first.push(delivery.id);
      crash.abort();
      return new Promise(() => {});
    }, crash.signal);
    await expect.poll(() => first, eventually).toEqual(['1.a.host']);
    void dying;
    expect(box.files()).toEqual({ new: ['1.a.host:2,'], cur: [] });
    expect((await box.run(1)).map(({ id }) => id)).toEqual(['1.a.host']);
    expect(box.files()).toEqual({ new: [], cur: ['1.a.host:2,S'] });
    expect(await box.run(0)).toEqual([]);
  });

  test('GATE-6: a mail is not filed before its delivery has resolved', async () => {
    const box = setup();
    box.put('1.a.host', ['From: a@b.example', '', 'x']);
    let seen: unknown;
    await box.run(1, async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      seen = box.files();
    });
    expect(seen).toEqual({ new: ['1.a.host'], cur: [] });
    expect(box.files()).toEqual({ new: [], cur: ['1.a.host:2,S'] });
  });

  test('what cannot be filed is not delivered a second time', async () => {
    const box = setup();
    box.put('1.a.host', ['From: a@b.example', '', 'x']);
    mkdirSync(join(box.path, 'cur', '1.a.host:2,S'));
    const stop = new AbortController();
    const ids: string[] = [];
    const done = box.channel().listen(async ({ id }) => String(ids.push(id)), stop.signal);
    await expect.poll(() => box.faults.length, eventually).toBeGreaterThan(1);
    rmSync(join(box.path, 'cur', '1.a.host:2,S'), { recursive: true });
    await expect.poll(() => box.files().new, eventually).toEqual([]);
    stop.abort();
    await done;
    expect(ids).toEqual(['1.a.host']);
    expect(box.faults[0]).toMatchObject({ outcome: 'kept', reason: 'it could not be filed in cur/' });
  });

  test('a mail that comes later is found, and one that another program took away is no fault', async () => {
    const box = setup();
    const late = box.run(2, ({ id }) => {
      if (id !== '1.a.host') return;
      renameSync(join(box.path, 'new', '2.b.host'), join(box.path, 'cur', '2.b.host:2,'));
      box.put('3.c.host', ['From: a@b.example', '', 'x']);
    });
    for (const name of ['1.a.host', '2.b.host']) box.put(name, ['From: a@b.example', '', 'x']);
    expect((await late).map(({ id }) => id)).toEqual(['1.a.host', '3.c.host']);
    expect(box.faults).toEqual([]);
  });
});

describe('a fault in one mail never holds up the next', () => {
  test.each(['TOO_LARGE', 'BAD_INPUT'] as const)(
    'refused with %s, it is set aside, unread and flagged',
    async (code) => {
      const box = setup();
      for (const name of ['1.a.host', '2.b.host']) box.put(name, ['From: a@b.example', '', 'x']);
      const refusal = new SallyportError(code, 'no');
      const deliveries = await box.run(2, ({ id }) => {
        if (id === '1.a.host') throw refusal;
      });
      expect(deliveries).toHaveLength(2);
      expect(box.files()).toEqual({ new: [], cur: ['1.a.host:2,F', '2.b.host:2,S'] });
      expect(box.faults).toEqual([
        { file: '1.a.host', outcome: 'set-aside', reason: `it was refused for good (${code})`, cause: refusal },
      ]);
    },
  );

  test('refused for now, it stays and is tried again, ever more seldom', async () => {
    const box = setup();
    for (const name of ['1.a.host', '2.b.host']) box.put(name, ['From: a@b.example', '', 'x']);
    let attempts = 0;
    const deliveries = await box.run(5, ({ id }) => {
      if (id === '1.a.host' && (attempts += 1) < 4) throw new SallyportError('QUEUE_FULL', 'later');
    });
    expect(deliveries.map(({ id }) => id.slice(0, 1)).join('')).toBe('12111');
    expect(box.faults.map(({ outcome }) => outcome)).toEqual(['kept', 'kept', 'kept']);
    expect(box.files()).toEqual({ new: [], cur: ['1.a.host:2,S', '2.b.host:2,S'] });
  });

  test('a mail above the limit is set aside unread, one of exactly the limit is delivered', async () => {
    const box = setup({ limit: 1_000 });
    const head = 'From: a@b.example\r\n\r\n';
    writeFileSync(join(box.path, 'new', '1.large'), head + 'x'.repeat(1_001 - head.length));
    writeFileSync(join(box.path, 'new', '2.whole'), head + 'x'.repeat(1_000 - head.length));
    expect((await box.run(1)).map(({ id }) => id)).toEqual(['2.whole']);
    expect(box.faults.map(({ file, outcome }) => [file, outcome])).toEqual([['1.large', 'set-aside']]);
    expect(box.files()).toEqual({ new: [], cur: ['1.large:2,F', '2.whole:2,S'] });
  });

  test('a mail that cannot be read is set aside', async () => {
    const box = setup();
    writeFileSync(
      join(box.path, 'new', '1.parts'),
      `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(10_000)}`,
    );
    box.put('2.b.host', ['From: a@b.example', '', 'x']);
    expect((await box.run(1)).map(({ id }) => id)).toEqual(['2.b.host']);
    expect(box.files().cur).toEqual(['1.parts:2,F', '2.b.host:2,S']);
    expect(box.faults).toMatchObject([
      { file: '1.parts', outcome: 'set-aside', reason: 'it cannot be read as a mail' },
    ]);
  });

  test('links, pipes, folders, hidden files and odd names are left alone, and said once', async () => {
    const box = setup();
    const inNew = (name: string) => join(box.path, 'new', name);
    writeFileSync(join(box.path, 'secret'), 'From: a@b.example\r\n\r\nsecret');
    symlinkSync(join(box.path, 'secret'), inNew('1.link'));
    symlinkSync(join(box.path, 'nowhere'), inNew('2.dangling'));
    execFileSync('sh', ['-c', 'mkfifo "$0"', inNew('3.pipe')]);
    mkdirSync(inNew('4.folder'));
    writeFileSync(inNew('.hidden'), 'x');
    writeFileSync(inNew('5.\u001b[2J'), 'x');
    writeFileSync(inNew(':2,S'), 'x');
    box.put('9.last', ['From: a@b.example', '', 'x']);
    const stop = new AbortController();
    const ids: string[] = [];
    let rounds = 0;
    const done = box.channel().listen(async ({ id }) => {
      ids.push(id);
      if ((rounds += 1) < 5) box.put(`9.last${rounds}`, ['From: a@b.example', '', 'x']);
      else stop.abort();
      return id;
    }, stop.signal);
    await done;
    expect(ids).toEqual(['9.last', '9.last1', '9.last2', '9.last3', '9.last4']);
    expect(box.faults.map(({ file, outcome }) => `${outcome} ${file}`).sort()).toEqual(
      ['1.link', '2.dangling', '3.pipe', '4.folder', '5.\\u{1b}[2J', ':2,S'].map((file) => `ignored ${file}`),
    );
    expect(box.files().new).toHaveLength(7);
  });

  test('a folder that is gone for a while is said once, and read again when it is back', async () => {
    const box = setup();
    const stop = new AbortController();
    const ids: string[] = [];
    box.put('0.z.host', ['From: a@b.example', '', 'x']);
    const done = box.channel().listen(async ({ id }) => String(ids.push(id)), stop.signal);
    await expect.poll(() => ids, eventually).toEqual(['0.z.host']);
    renameSync(join(box.path, 'new'), join(box.path, 'away'));
    await expect.poll(() => box.faults.length, eventually).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    renameSync(join(box.path, 'away'), join(box.path, 'new'));
    box.put('1.a.host', ['From: a@b.example', '', 'x']);
    await expect.poll(() => ids, eventually).toEqual(['0.z.host', '1.a.host']);
    stop.abort();
    await done;
    expect(box.faults).toMatchObject([{ file: 'new/', outcome: 'kept' }]);
  });

  test('a fault handler that throws stops nothing', async () => {
    const box = setup({
      limit: 100,
      onFault: () => {
        throw new Error('the log is full');
      },
    });
    writeFileSync(join(box.path, 'new', '1.large'), 'x'.repeat(101));
    box.put('2.b.host', ['From: a@b.example', '', 'x']);
    expect((await box.run(1)).map(({ id }) => id)).toEqual(['2.b.host']);
  });
});

test('listening ends when the signal says so, before a first look too', async () => {
  const box = setup({ poll: 3_600_000 });
  box.put('1.a.host', ['From: a@b.example', '', 'x']);
  await box.channel().listen(() => Promise.reject(new Error('never')), AbortSignal.abort());
  expect(box.files().new).toEqual(['1.a.host']);
  expect(await box.run(1)).toHaveLength(1);
});

test('a path without a maildir is a fault of configuration', async () => {
  const path = mkdtempSync(join(tmpdir(), 'no-maildir-'));
  folders.push(path);
  const listening = maildir(path, { name: 'mail', to: 'a' }).listen(
    () => Promise.reject(new Error('never')),
    AbortSignal.timeout(1_000),
  );
  await expect(listening).rejects.toMatchObject({
    code: 'BAD_OPTION',
    message: expect.stringContaining('new/, cur/ and tmp/'),
  });
});

test.each<[keyof MaildirOptions | 'unverfied', unknown]>([
  ['unverfied', 'low'],
  ['name', 'Mail'],
  ['name', 'a:b'],
  ['name', ''],
  ['to', ''],
  ['unverified', 'constructor'],
  ['poll', 0],
  ['poll', Number.NaN],
  ['limit', -1],
  ['limit', 1.5],
  ['limit', Number.POSITIVE_INFINITY],
  ['onFault', 'log'],
])('the option %s cannot be %j', (option, value) => {
  // `as`: what a JavaScript user may write.
  const options = { name: 'mail', to: 'a', [option]: value } as unknown as MaildirOptions;
  expect(() => maildir('.', options)).toThrowError(expect.objectContaining({ code: 'BAD_OPTION', facts: { option } }));
});

const eventually = { timeout: 10_000 };
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function setup(options: Partial<MaildirOptions> = {}) {
  const path = mkdtempSync(join(tmpdir(), 'maildir-'));
  folders.push(path);
  for (const folder of ['new', 'cur', 'tmp']) mkdirSync(join(path, folder));
  const faults: MaildirFault[] = [];
  const channel = () =>
    maildir(path, { name: 'mail', to: 'reader', poll: 5, onFault: (fault) => faults.push(fault), ...options });
  return {
    path,
    faults,
    channel,
    put: (name: string, lines: readonly string[]) => {
      writeFileSync(join(path, 'tmp', name), lines.join('\r\n'));
      renameSync(join(path, 'tmp', name), join(path, 'new', name));
    },
    files: () => ({ new: readdirSync(join(path, 'new')).sort(), cur: readdirSync(join(path, 'cur')).sort() }),
    /** Listens until `deliver` was called so often and everything that can be filed is; what it was called with. */
    async run(times: number, deliver: (delivery: Delivery) => void | Promise<void> = () => {}): Promise<Delivery[]> {
      const seen: Delivery[] = [];
      const stop = new AbortController();
      if (times === 0) setTimeout(() => stop.abort(), 50);
      await channel().listen(async (delivery) => {
        seen.push(delivery);
        if (seen.length === times) stop.abort();
        await deliver(delivery);
        return `message of ${delivery.id}`;
      }, stop.signal);
      return seen;
    },
  };
}
