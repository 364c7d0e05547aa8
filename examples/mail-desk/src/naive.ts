// The control run: what most agents look like. The same model on the same mail, with the tool that sends in its hand, and no door.
import { connect } from 'node:net';
import { createInterface } from 'node:readline';
import type { Delivery, Json, Model, ModelTool, Turn } from '@sallyport/core';

const SEND: ModelTool = {
  name: 'send_email',
  description: 'sends a mail',
  input: {
    type: 'object',
    properties: { to: { type: 'string' }, subject: { type: 'string' }, body: { type: 'string' } },
    required: ['to', 'subject', 'body'],
  },
};

/** Reads each mail and does whatever the model wants done about it. */
export async function naiveAssistant(mails: Iterable<Delivery>, model: Model, port: number): Promise<void> {
  for (const { from, subject, text } of mails) {
    const prompt = `Answer this mail with send_email where it needs an answer.\n\nFrom: ${from}\nSubject: ${subject ?? ''}\n\n${text}`;
    const turns: Turn[] = [{ role: 'user', text: prompt }];
    for (let round = 0; round < 4; round += 1) {
      const reply = await model.respond(turns, [SEND], { signal: AbortSignal.timeout(60_000) });
      if (reply.calls.length === 0) break;
      turns.push({ role: 'model', ...reply });
      for (const { id, name, input } of reply.calls) {
        const result = name === SEND.name ? await send(input, port) : 'there is no such tool';
        turns.push({ role: 'tool', call: id, name, result, failed: result !== 'sent' });
      }
    }
  }
}

/** Hands a mail to the server on this machine, one line after the other (RFC 5321). */
async function send(input: Json, port: number): Promise<string> {
  // `as`: whatever the model wrote is made text below
  const mail = (typeof input === 'object' ? input : {}) as Readonly<Record<string, unknown>>;
  const [to, subject, body] = [mail['to'], mail['subject'], mail['body']].map((field) =>
    typeof field === 'string' ? field : '',
  );
  const head = [`To: ${to}`, `Subject: =?utf-8?B?${base64(subject ?? '')}?=`, 'Content-Transfer-Encoding: base64'];
  const lines = [...head, '', base64(body ?? '').replace(/.{76}/g, '$&\r\n'), '.'].join('\r\n');
  const socket = connect(port, '127.0.0.1');
  const said = createInterface({ input: socket })[Symbol.asyncIterator]();
  try {
    for (const line of [
      '',
      'HELO naive.example',
      'MAIL FROM:<assistant@example.com>',
      `RCPT TO:<${to}>`,
      'DATA',
      lines,
    ]) {
      if (line !== '') socket.write(`${line}\r\n`);
      const answer = String((await said.next()).value);
      if (!/^[23]/.test(answer)) return answer;
    }
    return 'sent';
  } finally {
    socket.destroy();
  }
}

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64');
