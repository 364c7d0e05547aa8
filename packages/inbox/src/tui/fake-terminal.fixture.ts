// A terminal without a window: it keeps what is painted as rows of text, and its keys are pressed by a test.
import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { vi } from 'vitest';

/** Longer than what has to be still before a question takes an answer. */
const READ = 130;
const DECIDING: ReadonlySet<string> = new Set(['y', 'Enter', 's', 'x']);
const NAMED: Readonly<Record<string, string>> = {
  Enter: '\r',
  Esc: '\u001b',
  Up: '\u001b[A',
  Down: '\u001b[B',
  PgDn: '\u001b[6~',
  '^J': '\n',
};
const CODE = /\u001b\[(\??[\d;]*)([A-Za-z])/y; // eslint-disable-line no-control-regex

export class FakeTerminal {
  readonly input = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode: (raw: boolean) => void this.modes.push(raw),
  });
  readonly output: EventEmitter & { isTTY: boolean; columns: number; rows: number; write: (text: string) => void };
  readonly modes: boolean[] = [];
  /** Everything that was written. */
  written = '';
  #rows: string[] = [];

  constructor(columns = 80, rows = 24) {
    this.output = Object.assign(new EventEmitter(), {
      isTTY: true,
      columns,
      rows,
      write: (text: string) => this.#write(text),
    });
  }

  get screen(): string {
    return this.#rows.map((row) => row.trimEnd()).join('\n');
  }
  get rows(): readonly string[] {
    return this.#rows;
  }
  get isAlternate(): boolean {
    return this.written.lastIndexOf('\u001b[?1049h') > this.written.lastIndexOf('\u001b[?1049l');
  }

  /** Waits until the screen shows this. */
  async shows(text: string | RegExp): Promise<void> {
    // a text that is broken over several lines is found as well
    const screens = (): readonly string[] => [this.screen, this.screen.replaceAll(/\s*\n┊\s*/g, ' ')];
    const has = (): boolean =>
      screens().some((screen) => (typeof text === 'string' ? screen.includes(text) : text.test(screen)));
    await vi.waitUntil(has, { timeout: 5000, interval: 5 }).catch(() => {
      throw new Error(`the screen does not show ${String(text)}:\n${this.screen}`);
    });
  }

  /** Presses keys, one by one: the first of them, and those that may decide, so late that the screen can have been read. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const [i, key] of keys.entries()) {
      await sleep(i === 0 || DECIDING.has(key) ? READ : 10);
      this.send(NAMED[key] ?? key);
      await sleep(key === 'Esc' ? 80 : 5);
    }
  }
  /** Types text into a field. */
  async type(text: string): Promise<void> {
    this.send(text);
    await sleep(5);
  }
  /** Sends bytes now, all in one. */
  send(bytes: string): void {
    this.input.write(bytes);
  }
  resize(columns: number, rows: number): void {
    Object.assign(this.output, { columns, rows });
    this.output.emit('resize');
  }

  #write(text: string): void {
    this.written += text;
    let row = 0;
    for (let i = 0; i < text.length;) {
      CODE.lastIndex = i;
      const [code, args = '', letter] = CODE.exec(text) ?? [];
      if (code === undefined) {
        this.#rows[row] = (this.#rows[row] ?? '') + text[i];
        i++;
        continue;
      }
      i += code.length;
      if (letter === 'H') {
        row = Number(args.split(';')[0] || 1) - 1;
        while (this.#rows.length <= row) this.#rows.push('');
        if (args !== '') this.#rows[row] = '';
      } else if (letter === 'J') this.#rows = args === '2' ? [] : this.#rows.slice(0, row);
    }
  }
}
