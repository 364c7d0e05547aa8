// What an approve control says: what a signature does, and what nobody has looked at yet.
import { describe, expect, test } from 'vitest';
import { approveWords } from './approve.js';
import type { ReviewItem } from '@sallyport/core';
import { context, item, NOW, part } from './items.fixture.js';
import { viewOf } from './view.js';

const LONG = 'line\n'.repeat(100);
const say = (over: Partial<ReviewItem>, opened: readonly string[] = []): ReturnType<typeof approveWords> =>
  approveWords(viewOf(item(over), context), opened);
const to = part('to', 'bob@example.com', { control: true, trust: 'high' });

describe('SEE-1: the approve control says what is still folded', () => {
  test('SEE-1: what is in sight is approved by one key', () => {
    expect(say({})).toEqual({ words: 'approve: "executor_agent" may run exactly this', folded: [] });
  });

  test('SEE-1: folded arguments are named, and a code is asked for until each of them was opened', () => {
    const parts = [to, part('body', LONG), part('note', LONG)];
    expect(say({ parts })).toEqual({
      words: '2 arguments are folded: "body", "note": open first, or approve with the first 8 characters of the digest',
      folded: ['"body"', '"note"'],
      code: '9f2c41aa',
    });
    expect(say({ parts }, ['"body"'])).toMatchObject({ folded: ['"note"'], code: '9f2c41aa' });
    expect(say({ parts }, ['"body"', '"note"'])).toEqual(say({}));
  });

  test('SEE-1: what an edit took out is folded too; so are the message and the agent’s words, without a code', () => {
    const replaces = { id: 'p', parts: [to, part('gone', LONG)] };
    expect(say({ parts: [to], replaces }).folded).toEqual(['"gone"']);
    const behind = say({ why: { text: LONG, trust: 'low' } });
    expect(behind).toEqual({ words: 'the agent’s own words are folded: approve', folded: ['the agent’s own words'] });
  });

  test('SEE-1: what is not what it looks like takes its code, whatever was opened', () => {
    const parts = [part('to', 'bоb@example.com', { control: true }), part('body', LONG)];
    expect(say({ parts }, ['"body"'])).toEqual({
      words: 'something is not what it looks like: approve with the first 8 characters of the digest',
      folded: [],
      code: '9f2c41aa',
    });
    const flow = { carries: ['crm'], outsiders: ['a', 'b', 'c', 'd', 'e'] };
    expect(say({ flow }).words).toBe(
      'the names in the alarm are folded; private content would leave: approve with the first 8 characters of the digest',
    );
  });

  test('SEE-1: without words of its own a control could not be told from another: it is never empty', () => {
    for (const over of [{}, { parts: [] }, { why: { text: '', trust: 'low' } }] as const)
      expect(say(over).words).not.toBe('');
  });
});

describe('SEE-1: the conversation behind it, and how long it can be taken back', () => {
  test('SEE-1: the message and its conversation can be opened', () => {
    expect(viewOf(item(), context).message).toMatchObject({
      id: 'm-1',
      thread: { sender: '~mail:supplier@example.com', agent: 'research_agent' },
    });
  });

  test('SEE-1: a tool that can wait says for how long', () => {
    // `undo` and `undoUntil` are there where the tool has a window
    const undoable = (over: object): string | undefined =>
      viewOf({ ...item(), ...over, tool: { ...item().tool, undo: 30_000 } } as ReviewItem, context).undo?.words;
    expect(undoable({})).toBe('can be taken back for 30 seconds after you approve it');
    expect(undoable({ state: 'approved', undoUntil: NOW + 12_000 })).toBe(
      'it can still be taken back: it starts in 12 seconds',
    );
    expect(undoable({ state: 'approved', undoUntil: NOW })).toBe('the time to take it back is over');
    expect(undoable({ state: 'executed' })).toBeUndefined();
    expect(viewOf(item(), context).undo).toBeUndefined();
  });
});
