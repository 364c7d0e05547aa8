// A field that takes text: typed or pasted, shown with escapes like all other text, with a caret.
import { block } from '../block.js';
import { render } from '../escape.js';
import { BAR, wrap } from '../wrap.js';
import type { Key } from './key.js';

const CARET = '▏';
const RETURNS = /\r\n?/g;

export class TextField {
  readonly #isLong: boolean;
  #before: string[];
  #after: string[] = [];

  /** `isLong`: several lines; then Ctrl-J begins a new one. */
  constructor(text: string, isLong: boolean) {
    this.#isLong = isLong;
    this.#before = [...text];
  }

  get value(): string {
    return [...this.#before, ...this.#after].join('');
  }

  /** Takes a key; false when it says nothing to a field. */
  press({ name, text }: Key): boolean {
    if (name === 'paste') return this.#insert(text.replace(RETURNS, '\n'));
    if (name === 'newline') return this.#isLong && this.#insert('\n');
    if (text !== '') return this.#insert(text);
    return this.#edit(name);
  }

  #insert(text: string): boolean {
    this.#before.push(...(this.#isLong ? text : text.replaceAll('\n', ' ')));
    return true;
  }

  #edit(name: string): boolean {
    const [before, after] = [this.#before, this.#after];
    if (name === 'backspace') before.pop();
    else if (name === 'delete') after.shift();
    else if (name === 'left') after.unshift(...before.splice(-1));
    else if (name === 'right') before.push(...after.splice(0, 1));
    else if (name === 'home' || name === 'ctrl-a') after.unshift(...before.splice(before.lastIndexOf('\n') + 1));
    else if (name === 'end' || name === 'ctrl-e') this.#toLineEnd();
    else if (name === 'up' || name === 'down') return this.#isLong && this.#toLine(name);
    else if (name === 'ctrl-u') before.splice(0);
    else if (name === 'ctrl-k') after.splice(0);
    else if (name === 'ctrl-w') before.splice(before.join('').trimEnd().lastIndexOf(' ') + 1);
    else return false;
    return true;
  }

  /** To the same place on the line above or below; false when there is none. */
  #toLine(name: 'up' | 'down'): boolean {
    const all = [...this.#before, ...this.#after];
    const start = this.#before.lastIndexOf('\n') + 1;
    const end = all.indexOf('\n', start);
    if (name === 'up' ? start === 0 : end < 0) return false;
    const from = name === 'up' ? all.slice(0, start - 1).lastIndexOf('\n') + 1 : end + 1;
    const next = all.indexOf('\n', from);
    const at = Math.min(from + this.#before.length - start, next < 0 ? all.length : next);
    [this.#before, this.#after] = [all.slice(0, at), all.slice(at)];
    return true;
  }

  #toLineEnd(): void {
    const end = this.#after.indexOf('\n');
    this.#before.push(...this.#after.splice(0, end < 0 ? this.#after.length : end));
  }

  /** Its lines, behind the bar; `caret` is the line that the caret is on. */
  lines(width: number, isHere: boolean): { readonly lines: readonly string[]; readonly caret: number } {
    if (!isHere) {
      const lines = block(this.value).flatMap((text) => wrap({ lead: BAR, text }, width));
      return { lines, caret: 0 };
    }
    const [before, after] = [this.#before.join('').split('\n'), this.#after.join('').split('\n')];
    const here = `${render(before.pop() ?? '')}${CARET}${render(after.shift() ?? '')}`;
    const above = before.flatMap((text) => wrap({ lead: BAR, text: render(text) }, width));
    const own = wrap({ lead: BAR, text: here }, width);
    const below = after.flatMap((text) => wrap({ lead: BAR, text: render(text) }, width));
    const caret =
      above.length +
      Math.max(
        0,
        own.findIndex((text) => text.includes(CARET)),
      );
    return { lines: [...above, ...own, ...below], caret };
  }
}
