// Somebody who types at a terminal, for its tests: each line to the question that stands there.
import { PassThrough } from 'node:stream';
import { vi } from 'vitest';

export class Typist {
  readonly input: PassThrough;
  screen = '';
  #read = 0;
  readonly output: { isTTY: boolean; write: (text: string) => void };

  constructor({ input = new PassThrough(), isTTY = false }: { input?: PassThrough; isTTY?: boolean } = {}) {
    this.input = input;
    this.output = { isTTY, write: (text) => void (this.screen += text) };
  }

  /** Waits until a question stands that was not answered yet. */
  async prompted(): Promise<void> {
    await vi.waitUntil(() => this.screen.slice(this.#read).endsWith('\n> '), { timeout: 10_000, interval: 5 });
  }

  /** Sends keys now, whatever stands on the screen. */
  send(keys: string): void {
    this.#read = this.screen.length;
    this.input.write(keys);
  }

  async type(line: string): Promise<void> {
    await this.prompted();
    this.send(`${line}\n`);
  }
}
