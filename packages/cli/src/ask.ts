// Questions to the person at the terminal: a line, a yes, a passphrase that nobody sees.
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Usage } from './errors.js';
import { isAttended, type Io } from './io.js';

/** What was typed, without blanks around it; '' when the input ended. */
export async function ask(io: Io, question: string): Promise<string> {
  io.error.write(question);
  return (await lineOf(io, false)).trim();
}

/** Only a typed `y` or `yes` is one, and only one that was typed to this question. */
export async function agrees(io: Io, question: string): Promise<boolean> {
  await dropTyped(io.input);
  return isYes(await ask(io, `${question} [y/N] `));
}

/** Only a typed `y` or `yes` is one. */
export const isYes = (typed: string): boolean => /^y(es)?$/i.test(typed);

/** How long what was typed too early has time to come in, in milliseconds. */
const DRAIN = 40;
const INTERRUPT = '\u0003';

/** A terminal keeps what was typed before anybody asked, and an unfinished line until Enter: in raw mode it hands it over. */
export async function dropTyped(input: Io['input']): Promise<void> {
  let isOver = false;
  const drop = (chunk: unknown): void => void (isOver ||= String(chunk).includes(INTERRUPT));
  input.on('data', drop);
  input.setRawMode?.(true);
  input.resume();
  await sleep(DRAIN);
  input.setRawMode?.(false);
  input.pause();
  input.removeListener('data', drop);
  if (isOver) throw new Interrupted();
}

/**
 * The passphrase of a key: `SALLYPORT_PASSPHRASE`, or what is typed. Throws `Usage` where nobody can type it.
 * `what`: whose it is, in our own words.
 */
export async function passphrase(io: Io, what: string): Promise<string> {
  const given = io.env['SALLYPORT_PASSPHRASE'];
  if (given !== undefined && given !== '') return given;
  if (!isAttended(io))
    throw new Usage(`${what} is locked with a passphrase, and nobody is there to type it: set SALLYPORT_PASSPHRASE`);
  io.error.write(`passphrase of ${what}: `);
  const typed = await lineOf(io, true);
  io.error.write('\n');
  return typed;
}

/** `secret`: nothing of what is typed is echoed. */
async function lineOf({ input, error, signal }: Io, secret: boolean): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  // `as`: stderr of the process, which is a stream; a test has no echo
  const output = secret || !(error instanceof Writable) ? silent : (error as Writable);
  const lines = createInterface({ input, output, terminal: input.isTTY === true });
  try {
    return await new Promise<string>((resolve, reject) => {
      const leave = (): void => reject(signal.reason);
      lines
        .once('line', resolve)
        .once('close', () => resolve(''))
        .once('SIGINT', () => reject(new Interrupted()));
      if (signal.aborted) leave();
      signal.addEventListener('abort', leave, { once: true });
    });
  } finally {
    lines.close();
  }
}

/** The person has left in the middle of a question. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Everything that comes in, as text of at most `most` bytes. */
export async function allOf({ input }: Io, most: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > most) throw new Usage(`more than ${most} bytes came in: send less`);
    chunks.push(bytes);
  }
  return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
}
