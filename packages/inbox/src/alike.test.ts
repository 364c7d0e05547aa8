// A queue that many fill: what is the same to the letter is one row, and nothing that differs is ever in it.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { batchView } from './batch.js';
import type { ReviewItem } from '@sallyport/core';
import { context, item, NOW, part, unasked } from './items.fixture.js';
import { viewQueue } from './queue.js';
import { MOST_AT_ONCE } from './together.js';

const known = (over: Partial<ReviewItem> = {}): ReviewItem =>
  unasked({ parts: [part('to', 'bob@example.com', { control: true, trust: 'high' }), part('body', 'hi')], ...over });
const many = (count: number, over: Partial<ReviewItem> = {}): ReviewItem[] =>
  Array.from({ length: count }, (_, i) => known({ id: `p-${i}`, digest: `d-${i}`, ...over }));

describe('SEE-1: duplicates are folded, and the odd one never is', () => {
  test('SEE-1: of twenty that look alike one has another letter in it: it stands by itself, and first', () => {
    const odd = known({
      id: 'odd',
      parts: [part('to', 'bob@example.com', { control: true, trust: 'high' }), part('body', 'hi\u200b')],
    });
    const [group] = viewQueue(
      [...many(10), odd, ...many(10).map((one) => ({ ...one, id: `q${one.id}` }))],
      context,
    ).groups;
    expect(group?.targets.map(({ words, rows }) => [words, rows.map((row) => [row.words, row.items.length])])).toEqual([
      [
        '21 proposals, to the same place',
        [
          [undefined, 1],
          ['the same 20 times, to the letter', 20],
        ],
      ],
    ]);
    expect(group?.targets[0]?.rows[0]?.items[0]?.id).toBe('odd');
    expect(group?.targets[0]?.rows[1]?.items.map(({ id, digest }) => `${id} ${digest}`)).toContain('qp-9 d-9');
  });

  test('SEE-1: another aim is another target: the one among many comes first', () => {
    const carol = known({
      id: 'c',
      parts: [part('to', 'alice@corp.example', { control: true, trust: 'high' }), part('body', 'hi')],
    });
    const [group] = viewQueue([...many(3), carol], context).groups;
    expect(group?.targets.map(({ aims, words }) => [aims, words])).toEqual([
      [['"to" "alice@corp.example"'], 'one'],
      [['"to" "bob@example.com"'], '3 proposals, to the same place'],
    ]);
  });

  test('SEE-1: whatever differs in anything that is drawn is in a row of its own', () => {
    const [to, body] = known().parts;
    const odd: Partial<ReviewItem>[] = [
      { why: { text: 'other words', trust: 'low' } },
      { why: { text: 'they asked twice', trust: 'zero' } },
      { parts: [to!, { ...body!, value: 'hi ' }] },
      { parts: [to!, { ...body!, value: ['hi'] }] },
      { parts: [to!, { ...body!, label: { from: { x: 'low' }, private: [] } }] },
      { parts: [to!, { ...body!, label: { ...body!.label, private: ['x'] } }] },
      { deniedLately: 1 },
      { missing: 'one more' },
      { approvals: [{ by: 'bob', at: NOW }] },
      { replaces: { id: 'p', parts: known().parts } },
    ];
    for (const over of odd) {
      const rows = viewQueue([...many(2), known({ id: 'odd', ...over })], context).groups.flatMap(({ targets }) =>
        targets.flatMap((target) => target.rows.map(({ items }) => items.map(({ id }) => id))),
      );
      expect(rows, JSON.stringify(over)).toContainEqual(['odd']);
    }
  });

  test('SEE-1: whatever waits stands in exactly one row, with its own id and digest', () => {
    const one = fc.record({
      to: fc.constantFrom('a', 'b'),
      body: fc.constantFrom('x', 'y'),
      effect: fc.constantFrom('send', 'draft'),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 12 }), (all) => {
        const items = all.map(({ to, body, effect }, i) =>
          item({
            id: `p${i}`,
            digest: `d${i}`,
            tool: { name: effect, effect, contract: effect },
            parts: [part('to', to, { control: true }), part('body', body)],
          }),
        );
        const rows = viewQueue(items, context).groups.flatMap(({ targets }) =>
          targets.flatMap((target) => target.rows),
        );
        const seen = rows.flatMap((row) => row.items.map(({ id, digest }) => `${id} ${digest}`));
        expect(seen.sort()).toEqual(items.map(({ id, digest }) => `${id} ${digest}`).sort());
        for (const row of rows) {
          const [first, ...same] = row.items.map(({ id }) => JSON.stringify(all[Number(id.slice(1))]));
          for (const other of same) expect(other).toBe(first);
        }
      }),
    );
  });
});

describe('GATE-13: a batch is what was chosen, each by its own digest', () => {
  const queue = viewQueue(
    [
      ...many(30),
      known({ id: 'look', parts: [part('to', 'bоb@example.com', { control: true, trust: 'high' })] }),
      known({ id: 'draft', tool: { name: 'draft', effect: 'draft', contract: 'd' } }),
    ],
    context,
  );
  const ids = (count: number): string[] => Array.from({ length: count }, (_, i) => `p-${i}`);

  test('GATE-13: twenty at most, of one kind, are offered together, and it says what is left', () => {
    const together = queue.groups.map((group) => group.together);
    expect(together.map(({ words }) => words)).toEqual([
      'each is answered by itself',
      '20 of 30 can be answered together: at most 20 at once',
      'each is answered by itself',
    ]);
    expect(batchView(queue, together[1]!.ids).fault).toBeUndefined();
  });

  test('GATE-13: every one of a batch stands there with its digest', () => {
    const { items, words, fault } = batchView(queue, ids(3));
    expect(fault).toBeUndefined();
    expect(items.map(({ id, digest, aims }) => [id, digest, aims])).toEqual(
      ids(3).map((id) => [id, id.replace('p', 'd'), ['"to" "bob@example.com"']]),
    );
    expect(words).toBe('3 proposals under one signature, each with the digest that stands beside it');
  });

  test.each([
    [[], 'nothing was chosen'],
    [['p-0', 'gone'], '1 of those chosen no longer wait: look again'],
    [ids(MOST_AT_ONCE + 1), '21 are too many to have been read: at most 20 at once'],
    [['p-0', 'draft'], 'they are of several kinds: answer each kind by itself'],
    [['p-0', 'look'], 'they are of several kinds: answer each kind by itself'],
  ])('GATE-13: %j are not answered together: %s', (chosen, why) => {
    expect(batchView(queue, chosen).fault).toBe(why);
  });

  test('GATE-13: what needs a look of its own, and what does something else, is in no batch, though it is of one task', () => {
    const parts = (to: string): ReviewItem['parts'] => [part('to', to, { control: true })];
    const task = viewQueue(
      [
        item({ id: 'a', parts: parts('bоb@example.com') }),
        item({ id: 'b', parts: parts('carоl@example.com') }),
        item({ id: 'c', parts: parts('dora@example.com') }),
        item({ id: 'd', parts: parts('dora@example.com'), tool: { name: 'run', effect: 'execute', contract: 'r' } }),
      ],
      context,
    );
    expect(task.groups).toHaveLength(1);
    expect(batchView(task, ['a', 'b']).fault).toBe('a, b: look twice, and answer by itself');
    // chosen alone it would be answered where nobody asks to look twice
    expect(batchView(task, ['a']).fault).toBe('a: look twice, and answer by itself');
    expect(batchView(task, ['c', 'd']).fault).toContain('do not do the same');
  });
});
