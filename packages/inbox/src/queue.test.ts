// What waits, in order: the riskiest first, the odd one before the many, nothing collapsed that differs in more than arguments.
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ReviewItem } from '@sallyport/core';
import { context, item, NOW, part, unasked } from './items.fixture.js';
import { viewQueue } from './queue.js';
import { queueScreen } from './screen.js';

describe('SEE-1: a queue hides nothing', () => {
  test('SEE-1: proposals of another tool, executor, requester, contract or risk are never in one group', () => {
    const tool = { name: 'send_email', effect: 'send', contract: 'c' } as const;
    const odd: Partial<ReviewItem>[] = [
      { tool: { ...tool, name: 'send_letter' } },
      { tool: { ...tool, contract: 'd' } },
      { tool },
      { tool, executor: 'other' },
      { tool, requester: 'other' },
      { tool, parts: [part('to', 'bob@example.com', { control: true, trust: 'high' })] },
    ];
    const queue = viewQueue(
      odd.map((over, i) =>
        unasked({ id: `p${i}`, parts: [part('to', 'bob@example.com', { control: true })], ...over }),
      ),
      context,
    );
    expect(queue.groups).toHaveLength(odd.length);
  });

  test('SEE-1: the riskiest come first, the smallest group among them, then what runs out first', () => {
    const queue = viewQueue(
      [
        unasked({ id: 'send-1' }),
        unasked({ id: 'draft', tool: { name: 'draft', effect: 'draft', contract: 'd' } }),
        unasked({ id: 'send-2', expires: NOW + 1000 }),
        unasked({ id: 'run', tool: { name: 'run', effect: 'execute', contract: 'r' } }),
        unasked({ id: 'post', tool: { name: 'post', effect: 'send', contract: 'p' } }),
      ],
      context,
    );
    expect(queue.groups.map(({ items }) => items.map(({ id }) => id))).toEqual([
      ['run'],
      ['post'],
      ['send-1', 'send-2'],
      ['draft'],
    ]);
    expect(queue.words).toBe('5 proposals of 4 kinds wait for you');
  });

  test('SEE-1: each proposal stands there with its id, its whole digest and its aim', () => {
    const drawn = queueScreen(viewQueue([item()], context), { width: 200 }).join('\n');
    expect(drawn).toContain(`  p-1 · runs out in 23 hours\n`);
    expect(drawn).toContain(`  digest ${item().digest}\n`.trimEnd());
    expect(drawn).toContain('"to" "bob@example.com"');
  });

  test('SEE-1: a long aim shows both its ends and says what lies between', () => {
    const [group] = viewQueue(
      [item({ parts: [part('to', `start${'x'.repeat(1000)}end`, { control: true })] })],
      context,
    ).groups;
    expect(group?.items[0]?.aims[0]).toMatch(
      /^"to" "startx+ ⟨850 of 1,010 characters on 1 line are folded away here⟩ x+end"$/,
    );
  });

  test('SEE-1: what cannot be shown is told and not dropped', () => {
    const queue = viewQueue([item({ id: 'bad\u001b', parts: [part('n', Number.NaN)] }), item()], context);
    expect(queue.broken).toEqual([{ id: 'bad\\u{1b}', fault: 'NOT_JSON: NaN is not a number in JSON: it is refused' }]);
    expect(queueScreen(queue).join('\n')).toContain('! bad\\u{1b} cannot be shown');
    expect([viewQueue([], context).words, queue.words]).toEqual([
      'nothing waits for you',
      '2 proposals of 1 kind wait for you; 1 cannot be shown',
    ]);
  });

  test('SEE-1: whatever waits, every proposal is in exactly one place', () => {
    const one = fc.record({
      id: fc.uuid(),
      effect: fc.constantFrom('send', 'draft', 'execute'),
      value: fc.oneof(fc.string(), fc.constant(Number.NaN)),
    });
    fc.assert(
      fc.property(fc.uniqueArray(one, { selector: ({ id }) => id, maxLength: 20 }), (all) => {
        const items = all.map(({ id, effect, value }) =>
          item({ id, tool: { name: effect, effect, contract: effect }, parts: [part('x', value, { control: true })] }),
        );
        const { groups, broken, total } = viewQueue(items, context);
        const shown = [...groups.flatMap((group) => group.items), ...broken].map(({ id }) => id);
        expect([...shown].sort()).toEqual(all.map(({ id }) => id).sort());
        expect(total).toBe(all.length);
      }),
    );
  });
});
