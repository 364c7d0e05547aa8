// What a terminal sends, as keys: whole, split over chunks, pasted, and in bursts.
import { describe, expect, test } from 'vitest';
import { KeyReader } from './key.js';

const names = (...chunks: readonly string[]): string[] => {
  const reader = new KeyReader();
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.flush()].map(({ name }) => name);
};

describe('SEE-4: keys', () => {
  test.each([
    [['a'], ['a']],
    [
      ['\u001b[A', '\u001bOB', '\u001b[5~', '\u001b[H'],
      ['up', 'down', 'pageup', 'home'],
    ],
    [['\u001b', '[', 'A'], ['up']], // over a slow line
    [['\u001b'], ['escape']],
    [['\u001by'], ['unknown']], // Alt and y
    [['\r\n\t\u007f\u0003\u0004'], ['enter', 'newline', 'tab', 'backspace', 'ctrl-c', 'ctrl-d']],
    [
      ['é', '语', '👍'],
      ['é', '语', '👍'],
    ],
    [['\u001b[200~y\r', 'y\u001b[A', '\u001b[201~'], ['paste']],
    [
      ['\u001b[<0;1;1M', 'x'],
      ['unknown', 'x'],
    ],
  ])('%j is %j', (chunks, keys) => expect(names(...chunks)).toEqual(keys));

  test('SEE-4: only a key that came by itself is alone', () => {
    const reader = new KeyReader();
    const alone = (chunk: string): boolean[] => reader.push(chunk).map((key) => key.alone);
    expect([alone('y'), alone('yy'), alone('y\r'), alone('\u001b[A'), alone('\u001b[200~y')]).toEqual([
      [true],
      [false, false],
      [false, false],
      [true],
      [],
    ]);
    expect(reader.push('\u001b[201~')).toMatchObject([{ name: 'paste', text: 'y' }]);
    expect(reader.push('y')).toEqual([{ name: 'y', text: 'y', alone: true }]);
  });
});
