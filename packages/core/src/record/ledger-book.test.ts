// The sum of a ledger's lines: the same, however often it is written anew.
import { expect, test } from 'vitest';
import { LedgerBook, type Line } from './ledger-book.js';

const holder = { realm: 'r', name: 'executor' };
const headAt = (seq: number, chain = 'a') => ({ seq, hash: `${chain}${seq}` });
const start = (id: string, fence: number, by: string, until = 1_000) => ({ started: { id, fence, by, until } });

test('GATE-14: of two starts under one fence the first has it, and a later fence takes it over', () => {
  const book = bookOf([start('p', 1, 'first'), start('p', 1, 'second')]);
  expect([book.starter('p', 1), book.hasStarted('p', 1), book.hasStarted('p', 2)]).toEqual(['first', true, false]);
  book.take(JSON.stringify(start('p', 2, 'third')), holder);
  expect([book.starter('p', 1), book.starter('p', 2), book.hasStarted('p', 1)]).toEqual([undefined, 'third', true]);
});

test('GATE-14: written anew it says the same, without what no longer matters', () => {
  const lines: Line[] = [
    { of: holder },
    start('over', 1, 'x', 50),
    start('p', 1, 'first'),
    { stop: { target: 'reader', ...headAt(2) } },
    { stop: { target: 'thawed', ...headAt(3) } },
    { lifted: 'thawed' },
    { head: headAt(9), at: 100 },
    { epoch: 'a9', head: headAt(4, 'b') },
    { stop: { target: 'payments', ...headAt(5, 'b') } },
    { head: headAt(6, 'b'), at: 90 },
    { head: headAt(5, 'b'), at: 90 },
  ];
  const once = bookOf(lines);
  const again = bookOf(once.lines().map((line) => JSON.parse(line) as Line));
  for (const book of [once, again]) {
    expect([book.head, book.at, book.starter('p', 1)]).toEqual([headAt(6, 'b'), 100, 'first']);
    expect([book.hasStarted('over', 1), book.isStopped('reader'), book.isStopped('thawed')]).toEqual([
      false,
      true,
      false,
    ]);
    expect(book.isStopped('payments')).toBe(true);
  }
  expect(again.lines()).toEqual(once.lines());
  // whoever has read all of it reads on where it was written anew
  for (const line of again.lines()) once.take(line, holder);
  expect(once.lines()).toEqual(again.lines());
});

test('somebody else’s ledger, and a line of a newer version, are refused', () => {
  expect(() => bookOf([{ of: { ...holder, name: 'intake' } }])).toThrow('belongs to');
  expect(() => bookOf([{ since: 'v9' } as never])).toThrow('newer version');
});

function bookOf(lines: readonly Line[]): LedgerBook {
  const book = new LedgerBook();
  for (const line of lines) book.take(JSON.stringify(line), holder);
  return book;
}
