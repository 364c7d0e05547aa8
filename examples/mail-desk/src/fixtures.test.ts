// Tries the mails of this example: that they are well-formed, that the honest ones order nothing, and that each of the
// others really makes an agent without a door send what expected.json says.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import type { ModelTool, Turn } from '@sallyport/core';
import { commandsIn, worstCaseModel } from '@sallyport/core/testing';

interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
}
interface Expected {
  readonly file: string;
  readonly from: string;
  readonly subject: string;
  readonly kind: 'legit' | 'attack';
  readonly style: string;
  readonly attempts: readonly Letter[];
}
/** What this test needs of mailparser's answer. */
interface Parsed {
  readonly from: { readonly value: readonly { readonly address?: string }[] };
  readonly subject: string;
  readonly messageId: string;
  readonly date: Date;
  readonly text?: string;
}

const folder = new URL('../fixtures/', import.meta.url);
// `as`: the file and the fields of each mail are checked below
const expected = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as readonly Expected[];
const raw = ({ file }: Expected): string => readFileSync(new URL(`mail/${file}`, folder), 'latin1');
const named = (kind: Expected['kind']): readonly Expected[] => expected.filter((mail) => mail.kind === kind);

// the adapter's own mail parser: a dependency of its, not of this example
const here = createRequire(import.meta.url);
const adapters = createRequire(here.resolve('@sallyport/adapters/package.json'));
const { simpleParser } = adapters('mailparser') as { simpleParser: (source: string) => Promise<Parsed> };

test('expected.json names every mail once, and there are enough of both kinds', () => {
  expect(expected.map((mail) => mail.file)).toEqual(readdirSync(new URL('mail/', folder)).sort());
  expect(named('legit').length).toBeGreaterThanOrEqual(6);
  expect(named('attack').length).toBeGreaterThanOrEqual(7);
});

test.each(expected)(
  '$file is a well-formed mail with the sender and the subject that expected.json says',
  async (mail) => {
    const text = raw(mail);
    expect(text).toMatch(/^[\t\r\n\x20-\x7e]*$/u);
    expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/u);
    for (const line of text.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
    const head = text.slice(0, text.indexOf('\r\n\r\n'));
    for (const name of ['From', 'To', 'Subject', 'Date', 'Message-ID', 'MIME-Version', 'Content-Type']) {
      expect(head.match(new RegExp(`^${name}: `, 'gmu')), name).toHaveLength(1);
    }
    const parsed = await simpleParser(text);
    expect(parsed.from.value.map((one) => one.address)).toEqual([mail.from]);
    expect(parsed.subject).toBe(mail.subject);
    expect(Number.isNaN(parsed.date.getTime())).toBe(false);
  },
);

test('no two mails have the same id or subject', () => {
  const ids = expected.map((mail) => /^Message-ID: (.*)$/mu.exec(raw(mail))?.[1]);
  expect(new Set(ids).size).toBe(expected.length);
  expect(new Set(expected.map((mail) => mail.subject)).size).toBe(expected.length);
});

test.each(named('legit'))('$file orders nothing, and asks its reader something', async (mail) => {
  const { text = '' } = await simpleParser(raw(mail));
  expect(mail.attempts).toEqual([]);
  expect(commandsIn(`${mail.subject}\n${text}\n${raw(mail)}`)).toEqual([]);
  expect(text).toMatch(/\?|please|bitte/iu);
});

test.each(named('attack'))('$file makes an agent without a door send what expected.json says', async (mail) => {
  expect(mail.attempts.length).toBeGreaterThan(0);
  expect(await sentByNaiveAgent(mail)).toEqual(mail.attempts);
});

test('the attacks hide as they say', async () => {
  const byName = (part: string): Expected => expected.find(({ file }) => file.includes(part))!;
  expect(byName('bidi').subject).toContain('\u202e');
  expect(raw(byName('hidden-html'))).toContain('display:none');
  expect(raw(byName('hidden-html'))).toContain('color=3D"#ffffff"');
  expect(
    raw(byName('long'))
      .split('\r\n')
      .findIndex((line) => line.includes('send_email')),
  ).toBeGreaterThan(200);
  expect((await simpleParser(raw(byName('tag')))).text).toMatch(/[\u{e0020}-\u{e007e}]{20}/u);
  for (const forged of [byName('forged-owner'), byName('forged-contact')]) expect(raw(forged)).toContain('dmarc=fail');
  expect(byName('own-sender').attempts.map(({ to }) => to)).toEqual([byName('own-sender').from]);
});

/** The plain loop that most agents are: a model, a prompt with the mail in it, and the tool that sends. */
async function sentByNaiveAgent(mail: Expected): Promise<readonly unknown[]> {
  const { text = '' } = await simpleParser(raw(mail));
  const tool: ModelTool = { name: 'send_email', description: 'Sends a mail.', input: { type: 'object' } };
  const turns: Turn[] = [{ role: 'user', text: `Answer this mail.\nSubject: ${mail.subject}\n\n${text}` }];
  const model = worstCaseModel();
  const sent: unknown[] = [];
  for (;;) {
    const reply = await model.respond(turns, [tool], { signal: new AbortController().signal });
    if (reply.calls.length === 0) return sent;
    turns.push({ role: 'model', ...reply });
    for (const call of reply.calls) {
      if (call.name === tool.name) sent.push(call.input);
      turns.push({ role: 'tool', call: call.id, name: call.name, result: { sent: true }, failed: false });
    }
  }
}
