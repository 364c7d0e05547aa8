// Proposals for the tests of the screens.
import type { Json, Label, ReviewItem, ReviewPart, TrustLevel } from '@sallyport/core';

export const NOW = Date.UTC(2026, 0, 2, 12, 0, 0);
export const DIGEST = '9f2c41aa'.repeat(8);
export const SUPPLIER = '~mail:supplier@example.com';
export const context = { known: ['alice', 'alice@corp.example', 'bob@example.com'], now: NOW };

export const labelled = (source: string, trust: TrustLevel): Label => ({ from: { [source]: trust }, private: [] });

export function part(name: string, value: Json, over: Partial<ReviewPart> = {}): ReviewPart {
  return { name, value, label: labelled(SUPPLIER, 'low'), trust: 'low', control: false, ...over };
}

/** The parts of plain arguments; those named in `control` decide where the effect lands. */
export const partsOf = (args: { readonly [name: string]: Json }, control: readonly string[] = []): ReviewPart[] =>
  Object.entries(args).map(([name, value]) => part(name, value, { control: control.includes(name) }));

/** A proposal to send an answer to somebody known. */
export function item(over: Partial<ReviewItem> = {}): ReviewItem {
  return {
    id: 'p-1',
    digest: DIGEST,
    state: 'pending',
    requester: 'research_agent',
    executor: 'executor_agent',
    tool: { name: 'send_email', effect: 'send', contract: 'c'.repeat(64) },
    parts: [
      part('to', 'bob@example.com', { control: true, label: labelled('alice', 'high'), trust: 'high' }),
      part('subject', 'Your invoice 4711'),
      part('body', 'Dear Bob,\n\nplease find the invoice at https://files.example/4711.\n\nAlice'),
    ],
    why: { text: 'they asked twice', trust: 'low' },
    message: {
      id: 'm-1',
      letter: {
        from: SUPPLIER,
        address: 'mail:supplier@example.com',
        subject: 'Invoice',
        text: 'Please send the invoice again.',
      },
      trust: 'low',
    },
    asked: NOW - 130_000,
    expires: NOW + 23 * 3_600_000,
    approvals: [],
    deniedLately: 0,
    ...over,
  };
}

/** A proposal that no message is behind. */
export function unasked(over: Partial<ReviewItem> = {}): ReviewItem {
  const { message: _, ...rest } = item(over);
  return rest;
}
