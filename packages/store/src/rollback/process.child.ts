// An executor in a process of its own, for the tests beside this file: argv is the folder of the house, executor or gate, and where it is to die.
import { appendFileSync, existsSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ActionAgent, createRuntime, HumanGate, signerOf, tool } from '@sallyport/core';
import type { Holder, Ledger } from '@sallyport/core/store';
import * as z from 'zod';
import { LEASE, sendNote, type House } from '../gate-race/house.fixture.js';
import { openLedger } from '../ledger/file-ledger.js';
import { statePlace } from '../ledger/place.js';
import { sqliteStore } from '../sqlite.js';

const [folder = '', who = '', point = ''] = process.argv.slice(2);
// `as`: the test wrote it
const { root, keys } = JSON.parse(readFileSync(join(folder, 'house.json'), 'utf8')) as House;
const store = await sqliteStore(join(folder, 'a.db'));
const say = (what: unknown): void => void writeSync(1, `${JSON.stringify(what)}\n`);
const effect = (line: string): void => appendFileSync(join(folder, 'effects'), `${line}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The default ledger. At `before` and `after` the process dies as a start is written down; at `wait` it waits there for a file. */
async function ledger(holder: Holder): Promise<Ledger> {
  const own = await openLedger(statePlace(holder));
  const add = own.add.bind(own);
  // whoever waits there has not even said where the chain stands
  if (point === 'wait') own.note = () => undefined;
  own.add = async (lines) => {
    const isStart = lines.some((line) => line.includes('"started"'));
    if (isStart) say('started');
    if (isStart && point === 'before') process.kill(process.pid, 'SIGKILL');
    while (isStart && point === 'wait' && !existsSync(join(folder, 'go'))) await pause(5);
    await add(lines);
    if (isStart && point === 'after') process.kill(process.pid, 'SIGKILL');
  };
  return own;
}

class Executor extends ActionAgent<'high'> {
  constructor() {
    super({ name: 'executor_agent', trust: 'high', tools: [tool(sendNote, async ({ body }) => effect(body))] });
  }
  protected async handle() {}
}

/** Executes what people have approved until it is killed. */
async function execute(): Promise<void> {
  const signer = signerOf(keys['executor']!);
  const runtime = await createRuntime({ root, store, signer, ledger, lease: LEASE, agents: [new Executor()] });
  runtime.on('error', ({ error }) => say({ error: (error as { readonly code?: string }).code }));
  say('ready');
  await runtime.run();
}

/** Asks at the gate for one thing under one name, and says what came of it. */
async function ask(): Promise<void> {
  const gate = new HumanGate({
    name: 'payments',
    root,
    store,
    ledger,
    signer: signerOf(keys['payments']!),
    lease: LEASE,
  });
  const input = z.strictObject({ amount: z.number() });
  const wire = gate.guard(async ({ amount }) => effect(`wire ${amount}`), { name: 'wire', input });
  say('ready');
  const asked = wire({ amount: 7 }, { once: 'invoice' });
  say(
    await asked.then(
      () => 'done',
      (error: unknown) => (error as { readonly code?: string }).code,
    ),
  );
  await store.close();
}

await (who === 'gate' ? ask() : execute());
