// The one schema of a sallyport.yaml: it checks, it explains itself in faults, and editors get it as JSON Schema.
import { nameFault } from '@sallyport/allowlist';
import * as z from 'zod';
import { CAPS } from '../agents/host.js';
import { milliseconds } from '../clock.js';
import { KINDS } from '../people/principal.js';
import { TRUST } from '../trust.js';

/** Every description completes "it is …", in faults and in editors alike. */
const name = z
  .string()
  .refine((text) => nameFault(text) === undefined && !/[:~]/.test(text), { error: 'a name' })
  .describe("a name, without ':' and '~', and nothing in it that cannot be seen");
// a pattern with \p would be read otherwise by editors that do without the flag u
const path = z
  .string()
  .min(1)
  .refine((text) => !/\p{Cc}/u.test(text));
const duration = z
  .string()
  .refine((text) => milliseconds(text) !== undefined)
  .describe('a duration, as 250ms, 30s, 30m, 24h or 7d');
const trust = z.enum(TRUST).describe(`one of ${TRUST.join(', ')}`);
const count = z.int().min(1).describe('a whole number, 1 or more');
// whatever caps there are, config can set
const caps = z
  .strictObject(Object.fromEntries(Object.keys(CAPS).map((cap) => [cap, count.optional()])))
  .describe(`a mapping of caps: ${Object.keys(CAPS).join(', ')}`);
const names = z.array(name).describe('a list of names');
const patterns = z.array(z.string()).describe('a list of rules over names: bob, team_*, !team_intern');
const approvers = patterns
  .min(1)
  .describe('a list of rules over people, with at least one; leave it out for the owner alone');
/** Who must approve: at all gates, or what one agent executes. */
const approval = {
  approvers: approvers.optional(),
  quorum: z.int().min(1).describe('how many people must approve, 1 or more').optional(),
  separation: z
    .boolean()
    .describe('true or false: whether the approval of whoever asked for it, or wrote a part of it, counts for nothing')
    .optional(),
  escalate: z
    .strictObject({ after: duration, to: approvers })
    .describe('a mapping with after, a duration, and to, a list of rules over people')
    .optional(),
};
const options = z.record(z.string(), z.unknown()).describe('a mapping, handed over to the module as it stands');
const module = path
  .regex(/^(\.\.?[\\/]|[\\/]|[A-Za-z]:[\\/])/)
  .describe('the path of a module, which begins with ./, ../ or /');
const exported = z.string().min(1).describe('the name of an export; unsaid: default');
const code = { module: module.optional(), export: exported.optional(), options: options.optional() };

const keyed = {
  key: path.describe('the path of a key file'),
  passphrase: z
    .string()
    .min(1)
    .describe('a reference to the environment, as ${NAME}: a secret does not stand in the file')
    .optional(),
  ledger: z
    .union([path, z.literal(false)])
    .describe("the path of a folder for this one's own ledger, outside of what is backed up with the store; or false")
    .optional(),
};

const publicKey = z.strictObject({
  id: z.string().describe("the key's id, as createTrustRoot() wrote it"),
  public: z.string().describe('a public key, as createTrustRoot() wrote it'),
  may: z.array(z.enum(KINDS)).describe(`a list of what it may sign: ${KINDS.join(', ')}`),
});
const principal = z.strictObject({
  name,
  ceiling: trust,
  agents: names.optional(),
  keys: z.array(publicKey.describe('a public key')).describe('a list of public keys'),
});
const trustRoot = z.strictObject({
  realm: z.string().min(8).describe('the random id of this installation, which createTrustRoot() made'),
  owner: name,
  principals: z.array(principal.describe('a person or a runtime')).describe('a list of people and runtimes'),
});
const store = z.strictObject({
  sqlite: path.describe('the path of an SQLite file').optional(),
  postgres: z
    .string()
    .regex(/^postgres(ql)?:\/\//)
    .describe('the URL of a PostgreSQL database: postgres://host/database')
    .optional(),
  schema: z
    .string()
    .regex(/^[a-z_][a-z0-9_]*$/)
    .describe('the name of a schema of its own: a-z, 0-9 and _')
    .optional(),
  lockTimeout: duration.optional(),
  connectTimeout: duration.optional(),
  pollEvery: duration.optional(),
  ...code,
});
const gate = z.strictObject({ expires: duration.optional(), ...approval });
const contact = z.strictObject({
  trust,
  at: z
    .array(
      z
        .string()
        .regex(/^[a-z0-9_-]+:./u)
        .describe('an address: its channel, a colon, and what it is there, as mail:bob@example.com'),
    )
    .describe('a list of addresses, as [mail:bob@example.com]'),
});
const channel = z.strictObject({
  maildir: path.describe('the path of a maildir').optional(),
  poll: duration.optional(),
  limit: z
    .int()
    .min(1)
    .max(64 * 1024 * 1024)
    .describe('a number of bytes, at most 67108864')
    .optional(),
  ...code,
  to: z.union([name, names.min(1)]).describe('the name of an agent, or a list of them'),
  unverified: trust.optional(),
});
const agent = z.strictObject({
  ...code,
  module,
  allowlist: patterns.optional(),
  ...approval,
  acceptsFrom: names.optional(),
});
const runtime = z.strictObject({
  ...keyed,
  agents: names,
  lease: duration.optional(),
  concurrency: count.optional(),
  caps: caps.optional(),
});
const channelName = z
  .string()
  .regex(/^[a-z0-9_-]{1,64}$/)
  .describe("a channel's name: a-z, 0-9, _ and -");

export const schema = z
  .strictObject({
    root: z.union([path, trustRoot]).describe('the path of the file with the TrustRoot, or the TrustRoot itself'),
    store: z
      .union([path, store])
      .describe(
        'the path of an SQLite file, the URL of a PostgreSQL database, or a mapping with sqlite, postgres or module',
      )
      .optional(),
    gate: gate.describe('what holds at every gate: expires, approvers, quorum, separation, escalate').optional(),
    allowlist: patterns.optional(),
    agent: z.strictObject({ allowlist: patterns.optional() }).describe('a mapping with an allowlist').optional(),
    contacts: z
      .record(name, contact.describe('a contact: trust, at'))
      .describe('a mapping of contacts by name')
      .optional(),
    channels: z
      .record(channelName, channel.describe('a channel: maildir or module, and to'))
      .describe('a mapping of channels by name')
      .optional(),
    agents: z
      .record(name, agent.describe('an agent: the module that it is in'))
      .describe('a mapping of agents by name'),
    runtimes: z.record(name, runtime.describe('a process: key, agents')).describe('a mapping of processes by name'),
    people: z
      .record(name, z.strictObject(keyed).describe("a person's key file: key"))
      .describe('a mapping of people by name')
      .optional(),
  })
  .describe('a mapping with root, agents, runtimes, and whatever else there is to say');
