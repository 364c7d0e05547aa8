// What Ink makes of the lines of a screen: the very lines, none of them cut or broken.
import { cleanup, render } from 'ink-testing-library';
import { createElement as h } from 'react';
import { afterEach, describe, expect, test } from 'vitest';
import { render as spelled } from '../escape.js';
import { textScreen } from '../screen.js';
import { viewOf } from '../view.js';
import { context, item, part, unasked } from '../items.fixture.js';
import { passage } from '../fold.js';
import { clip } from './draw.js';
import { columns } from '../wrap.js';
import { Screen } from './screen.js';

afterEach(cleanup);

describe('SEE-4: the screen shows the lines that it is given', () => {
  const odd = [
    '漢字 かな 한글',
    'e\u0301a\u0336',
    '👩‍👩‍👧 👍🏽',
    'שלום العربية',
    '\u202e\u001b[2K',
    'ｆｕｌｌ',
    'x'.repeat(300),
  ].join(' ');
  test.each([100, 40])('SEE-4: at %i columns, with letters of every width', (width) => {
    for (const one of [item(), unasked({ parts: [part('body', odd)] })]) {
      const lines = textScreen(viewOf(one, context), { width });
      const { lastFrame } = render(h(Screen, { lines }));
      expect(lastFrame()?.split('\n')).toEqual(lines.map((text) => text.trimEnd()));
    }
  });

  test('SEE-1: what a list shortens fits, and says by how much', () => {
    for (const room of [20, 36, 76]) {
      const shown = clip(spelled(odd.repeat(20)), room);
      expect(columns(shown)).toBeLessThanOrEqual(room);
      expect(shown).toMatch(/⟨\+\d+⟩$/);
    }
    expect(clip('short', 20)).toBe('short');
  });
});

test('SEE-1: a line that is clipped counts every character that is not on it, folded ones too', () => {
  const limits = { lines: 1, characters: 40 };
  const { fold } = passage(['x'.repeat(4000)], { most: limits, head: limits, tail: { lines: 1, characters: 0 } });
  expect(clip([...fold!.head, fold!.words].join(' '), 45)).toBe(`${'x'.repeat(33)}⟨+3968⟩`);
});
