// Messages for the tests of contacts and conversations.
import type { DeskMessage } from '@sallyport/core';
import { NOW, SUPPLIER } from './items.fixture.js';

/** A message of somebody outside to an agent, which was handled. */
export function message(over: Partial<DeskMessage> & { readonly text?: string } = {}): DeskMessage {
  const { text = 'Please pay.', ...rest } = over;
  const from = over.from ?? SUPPLIER;
  return {
    ...{ id: `m-${over.seq ?? 1}`, seq: 1, at: NOW - 60_000, from, to: 'reader', state: 'executed', trust: 'low' },
    letter: { from, text },
    material: [],
    ...rest,
  };
}

/** Everybody of a small house. */
export const PEOPLE = [
  { name: 'alice', ceiling: 'high', keys: [] },
  { name: 'carol', ceiling: 'medium', keys: [] },
  { name: 'intake', ceiling: 'low', agents: ['reader'], keys: [] },
  { name: 'office', ceiling: 'high', agents: ['executor'], keys: [] },
] as const;
