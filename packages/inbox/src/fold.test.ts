// Long passages are folded with both ends in sight, and the whole at hand.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { block } from './block.js';
import { passage, piecesOf } from './fold.js';

describe('SEE-1: nothing is cut off without saying how much, and the rest is there', () => {
  test('SEE-1: forty lines and 4,000 characters are shown whole', () => {
    expect(passage(Array.from({ length: 40 }, () => 'x'.repeat(100))).fold).toBeUndefined();
  });

  test('SEE-1: more lines: head and tail in sight', () => {
    const lines = Array.from({ length: 41 }, (_, i) => `line ${i + 1}`);
    expect(passage(lines).fold).toEqual({
      head: lines.slice(0, 12),
      tail: lines.slice(-8),
      within: false,
      words: '⟨147 of 278 characters on 41 lines are folded away here⟩',
    });
  });

  test('SEE-1: one long line: it is cut between pieces, never inside an escape', () => {
    const [line = ''] = block('\u200b\u202e'.repeat(100) + 'a'.repeat(4000) + '\u001b x'.repeat(300));
    const { fold, lines } = passage([line]);
    expect(lines).toEqual([line]);
    expect(fold?.within).toBe(true);
    const [head = '', tail = ''] = [fold?.head[0], fold?.tail[0]];
    expect(line.startsWith(head) && line.endsWith(tail)).toBe(true);
    expect(
      [...piecesOf(head), ...piecesOf(tail)].filter((piece) => piece.startsWith('\\') && !piece.endsWith('}')),
    ).toEqual([]);
  });

  test('SEE-1: whatever the passage, head and tail are its ends and do not overlap', () => {
    const line = fc.string({ unit: 'grapheme', maxLength: 700 });
    fc.assert(
      fc.property(fc.array(line, { maxLength: 60 }), (texts) => {
        const lines = block(texts.join('\n'));
        const { fold, lines: whole } = passage(lines);
        expect(whole).toEqual(lines);
        if (!fold) return;
        const [all, head, tail] = [lines, fold.head, fold.tail].map((some) => some.join('\n'));
        expect(all?.startsWith(head ?? '')).toBe(true);
        expect(all?.endsWith(tail ?? '')).toBe(true);
        expect((head ?? '').length + (tail ?? '').length).toBeLessThan(all?.length ?? 0);
        expect(fold.words).toMatch(/^⟨[\d,]+ of [\d,]+ characters? on [\d,]+ lines? are folded away here⟩$/);
      }),
    );
  });
});
