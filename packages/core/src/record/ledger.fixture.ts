// Ledgers in memory, for tests: all processes of one test that hold a principal's key share one, and they outlive each of them.
import type { Holder, Ledger, OpenLedger } from './ledger.js';

/** The lines of each holder, by name. */
export function memoryLedgers(): {
  readonly open: OpenLedger;
  readonly linesOf: (name: string) => string[];
  fail(times: number): void;
} {
  const all = new Map<string, string[]>();
  const linesOf = (name: string): string[] => {
    const lines = all.get(name) ?? [];
    all.set(name, lines);
    return lines;
  };
  let failing = 0;
  const open = ({ name }: Holder): Ledger => {
    const lines = linesOf(name);
    let read = 0;
    return {
      place: `the ledger of ${name}`,
      grown: 0,
      news: () => lines.slice(read, (read = lines.length)),
      add: async (more) => {
        if (failing-- > 0) throw Object.assign(new Error('the disk is full'), { code: 'LEDGER_FAILED' });
        lines.push(...more);
      },
      note: (more) => void lines.push(...more),
      checkpoint: () => undefined,
      save: async () => false,
      close: async () => undefined,
    };
  };
  return { open, linesOf, fail: (times) => void (failing = times) };
}
