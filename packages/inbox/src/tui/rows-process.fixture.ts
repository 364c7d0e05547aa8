// A full screen over proposals that a real desk would partly refuse: the display vectors, raw, at the terminal it was started in.
import { readFileSync } from 'node:fs';
import type { DeskPort } from '../desk-port.js';
import type { Json } from '@sallyport/core';
import { NOW, part, unasked } from '../items.fixture.js';
import { tui } from '../tui.js';

interface Row {
  readonly id: string;
  readonly input: Readonly<Record<string, Json>>;
}

// `as`: the fixture holds rows of this shape
const rows = JSON.parse(readFileSync(new URL('../a1-display.fixture.json', import.meta.url), 'utf8')) as readonly Row[];
const pending = rows.map(({ id, input }) => {
  const parts = Object.entries(input).map(([name, value]) => part(name, value, { control: name === 'args' }));
  const raw = JSON.stringify(input['args'] ?? input);
  const why = { text: String(input['reason'] ?? Object.values(input['args'] ?? {})[0] ?? raw), trust: 'low' } as const;
  return unasked({ id, digest: id.padEnd(64, '0'), requester: String(input['from'] ?? 'research_agent'), parts, why });
});
const nothing = async (): Promise<string> => 'id';
const desk: DeskPort = {
  person: 'alice',
  pending: async () => pending,
  messages: async () =>
    pending.map(({ id, why: { text, trust } }, seq) => ({
      id: `m${id}`,
      seq,
      at: NOW,
      from: 'research_agent',
      to: 'alice',
      state: 'executed',
      trust,
      letter: { from: 'research_agent', subject: text, text },
      material: [],
    })),
  notices: async () => pending.map(({ id, why }) => ({ id, what: why.text, at: NOW, reason: why.text })),
  approve: async () => undefined,
  deny: async () => undefined,
  decide: async () => undefined,
  withdraw: async () => undefined,
  edit: nothing,
  send: nothing,
  forward: nothing,
  watch: async function* () {},
};
await tui({ known: ['alice@corp.example'], now: () => NOW }).review(desk, { signal: new AbortController().signal });
