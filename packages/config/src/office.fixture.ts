// An office on the disk: a sallyport.yaml, what it leads to, and modules of plain JavaScript.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTrustRoot } from '@sallyport/core';
import { writeKeyFile } from '@sallyport/store/keyfile';

export const TEXT = `root: ./trust-root.json
store: \${STORE}
gate: { expires: 1h, approvers: [alice], separation: false, escalate: { after: 30m, to: [alice] } }
contacts:
  bob: { trust: medium, at: ['mail:bob@example.com'] }
channels:
  mail: { maildir: ./Mail, poll: 20ms, to: reader, unverified: low }
  web: { module: ./web.mjs, options: { first: "\${TOKEN}" }, to: reader }
agents:
  reader: { module: ./agents.mjs, export: Reader, allowlist: ['~*'] }
  executor: { module: ./agents.mjs, export: makeExecutor, options: { log: [1] }, acceptsFrom: [reader] }
runtimes:
  intake: { key: "\${KEYS}/intake.key", agents: [reader], lease: 2s, concurrency: 3, caps: { queued: 9 } }
  executor: { key: ./executor.key, agents: [executor] }
people:
  alice: { key: ./alice.key }
`;

// the same copy of the core as the tests have: an agent of another one is none
const AGENTS = `
const { IntakeAgent, ActionAgent } = globalThis.sallyportCore;
export class Reader extends IntakeAgent {
  constructor(options) {
    super({ name: 'reader', trust: 'zero', tools: [] });
    globalThis.seen.push(['Reader', options]);
  }
  async handle(message) { globalThis.seen.push([message.from, message.text]); }
}
class Executor extends ActionAgent {
  constructor() { super({ name: 'executor', trust: 'high', tools: [] }); }
  async handle() {}
}
export const makeExecutor = (options) => { globalThis.seen.push(['makeExecutor', options]); return new Executor(); };
export const other = new Executor();
export const broken = () => { throw new Error('no ' + globalThis.sallyportSecret); };
export const nothing = 1;
`;
const WEB = `
export default (options) => ({
  name: 'forged', to: 'executor', unverified: 'high',
  async listen(deliver, signal) {
    globalThis.seen.push(['web', options]);
    await deliver({ id: '1', from: 'x', proof: 'none', text: 'from the web' });
    throw new Error('broke off at ' + options.first);
  },
});
export const notOne = () => ({});
export const ownStore = () => ({ commit() {}, close() { globalThis.seen.push(['closed']); } });
`;

/** `file`: the path of the configuration. `env`: what its references lead to. */
export interface Office extends AsyncDisposable {
  readonly folder: string;
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  /** Writes the configuration anew, with something changed. */
  write(from: string, to: string): Promise<void>;
}

/** `locked`: with a passphrase on the key of the first process, which takes a while to open. */
export async function office({ locked = false } = {}): Promise<Office> {
  const folder = await mkdtemp(join(tmpdir(), 'sallyport-config-'));
  const file = join(folder, 'sallyport.yaml');
  const { root, keys } = createTrustRoot({
    owner: 'alice',
    runtimes: { intake: { agents: ['reader'] }, executor: { agents: ['executor'] } },
  });
  const passphrase = 'correct horse battery staple';
  for (const [name, key] of Object.entries(keys))
    await writeKeyFile(join(folder, `${name}.key`), key, locked && name === 'intake' ? { passphrase } : {});
  for (const [name, text] of [
    ['trust-root.json', JSON.stringify(root)],
    ['agents.mjs', AGENTS],
    ['web.mjs', WEB],
    [
      'sallyport.yaml',
      locked ? TEXT.replace('agents: [reader]', 'agents: [reader], passphrase: "${PASSPHRASE}"') : TEXT,
    ],
  ] as const)
    await writeFile(join(folder, name), text);
  for (const name of ['new', 'cur', 'tmp']) await mkdir(join(folder, 'Mail', name), { recursive: true });
  return {
    folder,
    file,
    env: { STORE: './sallyport.db', KEYS: folder, PASSPHRASE: passphrase, TOKEN: 'hunter2' },
    write: (from, to) =>
      writeFile(
        file,
        TEXT.replace(from, () => to),
      ),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
