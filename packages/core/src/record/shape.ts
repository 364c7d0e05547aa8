// What a record must look like before anything in it is believed. Whatever is not exactly this shape counts for nothing.
import * as z from 'zod';
import { canonical, type Json } from '../canonical.js';
import { readLabel } from '../content/label.js';
import { KINDS } from '../people/principal.js';
import { TRUST } from '../trust.js';
import { STATES, type Entry, type Letter } from './body.js';

/** As a store can look for it: no database takes NUL everywhere, and what names a thing that cannot be written down stops who would. */
const id = z
  .string()
  .min(1)
  .max(400)
  .refine((name) => !name.includes('\0'), 'a name that holds NUL');
const hash = z.string().regex(/^[0-9a-f]{64}$/, 'no hash');
const seq = z.int().nonnegative();
const text = z.string().max(4_000);
/** Milliseconds since 1970, up to the year 9999. */
const time = z.number().nonnegative().max(253_402_300_799_999);
const label = z.unknown().transform(readLabel);
const content = z.strictObject({ id, hash, label });
const json = z.json();

const message = z.strictObject({
  kind: z.literal('message'),
  id,
  from: id,
  to: id,
  text: content,
  material: z.array(content).max(100),
});
const proposal = z.strictObject({
  kind: z.literal('proposal'),
  id,
  requester: id,
  message: id.optional(),
  executor: id,
  contract: hash,
  // plain JSON already, as the whole record is: nothing in it is looked at here
  args: z.record(z.string(), z.unknown()),
  parts: z.record(z.string(), content),
  why: content,
  expires: time,
  replaces: id.optional(),
  once: id.optional(),
});
const answer = z.strictObject({
  proposal: id,
  digest: hash,
  answer: z.enum(['approve', 'deny']),
  reason: text.optional(),
});
const grant = z.strictObject({
  agent: id,
  contract: hash,
  bounds: z.record(z.string(), z.array(json).max(1_000)),
  uses: z.int().min(1).max(1_000_000),
  until: time,
});
const decision = z.strictObject({
  kind: z.literal('decision'),
  id,
  items: z.array(z.union([answer, grant])).max(1_000),
});
const stop = z.strictObject({ kind: z.literal('stop'), target: id, reason: text.optional() });
const contact = z.strictObject({ name: id, trust: z.enum(TRUST), at: z.array(z.string()).max(100) });
const principal = z.strictObject({
  name: id,
  ceiling: z.enum(TRUST),
  agents: z.array(id).max(1_000).optional(),
  keys: z
    .array(
      z.strictObject({
        id,
        public: z.string().max(1_000),
        may: z.array(z.enum(KINDS)).max(KINDS.length),
        passkey: z.strictObject({ credential: z.string().max(1_400), rp: id, origin: id }).optional(),
      }),
    )
    .max(100),
});
const lift = z.strictObject({ lift: id });
const prune = z.strictObject({ prune: seq });
const permit = z.strictObject({ kind: z.literal('permit'), subject: z.union([lift, prune, contact, principal]) });
const step = z.strictObject({
  kind: z.literal('step'),
  of: id,
  to: z.enum(STATES),
  fence: seq,
  result: content.optional(),
  grant: id.optional(),
});
const evidence = z.discriminatedUnion('alg', [
  z.strictObject({ alg: z.literal('ed25519'), key: id, signature: z.string().max(100) }),
  z.strictObject({ alg: z.literal('webauthn'), key: id, assertion: json }),
]);
const signed = z.strictObject({
  realm: id,
  head: z.strictObject({ seq, hash }),
  at: time,
  signer: id,
  body: z.discriminatedUnion('kind', [message, proposal, decision, stop, permit, step]),
  evidence: evidence.optional(),
});
const entry = z.strictObject({ seq: seq.min(1), prev: hash, record: z.unknown() });

/** A line holds a record, not the bytes it speaks of: it is never large. */
export const LINE = { text: 8 * 1024 * 1024, depth: 80 } as const;

/** The line's own place on the chain: `undefined` when the text is not even that. */
export function readPlace(
  line: string,
): { readonly seq: number; readonly prev: string; readonly record: Json } | undefined {
  try {
    const value = JSON.parse(line) as Json;
    const place = entry.safeParse(value);
    if (!place.success) return undefined;
    // canonical or nothing: two texts for one record would be two hashes for one fact
    if (canonical(value, LINE) !== line) return undefined;
    return { ...place.data, record: place.data.record as Json };
  } catch {
    return undefined;
  }
}

/** The record in it, or why it is none. */
export function readRecord(record: Json): Entry['record'] | string {
  const read = signed.safeParse(record);
  // zod's output has the shape that body.ts declares: record.test-d.ts holds the two together
  return read.success
    ? (read.data as Entry['record'])
    : `is not a record: ${read.error.issues[0]?.message ?? 'unknown shape'}`;
}

const letter = z.strictObject({
  from: z.string(),
  address: z.string().optional(),
  subject: z.string().optional(),
  text: z.string(),
});

/** Content of a message as a letter; anything else is shown as its JSON. */
export function readLetter(value: Json): Letter {
  const read = letter.safeParse(value);
  return read.success ? (read.data as Letter) : { from: ':unknown', text: canonical(value) };
}
