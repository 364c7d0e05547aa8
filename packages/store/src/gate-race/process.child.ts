// One process of several on one store, for the tests beside this file: argv is a role, the folder of the house, and what the role needs.
import { appendFileSync, existsSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { ActionAgent, createRuntime, HumanGate, openDesk, SallyportError, signerOf, tool } from '@sallyport/core';
import * as z from 'zod';
import { LEASE, openStore, sendNote, type House } from './house.fixture.js';

const [role, folder, argument = ''] = process.argv.slice(2);
if (folder === undefined) throw new Error('the folder of the house is missing');
// `as`: the test wrote it
const { root, keys, ...place } = JSON.parse(readFileSync(join(folder, 'house.json'), 'utf8')) as House;
const store = await openStore(folder, place);

/** Out before the next line of code: what was said is heard even when the process is killed. */
const say = (what: unknown): void => void writeSync(1, `${JSON.stringify(what)}\n`);
/** The world: one line for each effect, appended whole (O_APPEND). */
const effect = (line: string): void => appendFileSync(join(folder, 'effects'), `${line}\n`);
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

class Executor extends ActionAgent<'high'> {
  constructor(rules: object) {
    const send = tool(sendNote, async ({ body }) => {
      effect(body);
      await pause(Number(argument));
      return 1;
    });
    super({ name: 'executor_agent', trust: 'high', tools: [send], ...rules });
  }
  protected async handle() {}
}

const executor = (rules: object = {}) => {
  const signer = signerOf(keys['executor']!);
  return createRuntime({ root, store, signer, lease: LEASE, agents: [new Executor(rules)] });
};

/** Executes what people have approved until it is killed. */
async function execute(rules?: object): Promise<void> {
  const runtime = await executor(rules);
  say('ready');
  await runtime.run();
}

/** Executes, asks at the gate for one thing under one name, and says what came of it. */
async function race(): Promise<void> {
  const runtime = await executor();
  const running = runtime.run();
  const gate = new HumanGate({ name: 'payments', root, store, signer: signerOf(keys['payments']!), lease: LEASE });
  const input = z.strictObject({ amount: z.number() });
  const wire = gate.guard(
    async ({ amount }) => {
      effect(`wire ${amount}`);
      await pause(50);
      return process.pid;
    },
    { name: 'wire', input },
  );
  say('ready');
  say(await wire({ amount: 7 }, { once: 'invoice' }));
  await running;
}

/** Decides each id as it comes in, and says what it was told. */
async function decide(): Promise<void> {
  const [person = '', verdict] = argument.split(' ');
  const desk = await openDesk({ root, store, person: signerOf(keys[person]!) });
  const ids = (await desk.pending()).map(({ id }) => id);
  say('ready');
  while (!existsSync(join(folder!, 'start'))) await pause(1);
  for (const id of ids) {
    const answer = verdict === 'approve' ? desk.approve(id) : desk.deny(id);
    say(
      await answer.then(
        () => ({ id, won: true }),
        (error: unknown) => {
          if (!SallyportError.isInstance(error)) throw error;
          return { id, won: false, code: error.code, ...error.facts };
        },
      ),
    );
  }
}

if (role === 'execute') await execute();
else if (role === 'quorum') await execute({ approvers: ['*'], quorum: 2 });
else if (role === 'race') await race();
else if (role === 'decide') await decide();
await store.close();
