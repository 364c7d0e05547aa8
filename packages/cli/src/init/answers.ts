// What a new house is asked for: by flags, or by a wizard at a terminal.
import { userInfo } from 'node:os';
import { isCancel, password, text } from '@clack/prompts';
import { nameFault } from '@sallyport/allowlist';
import { Interrupted, passphrase } from '../ask.js';
import type { Call } from '../command.js';
import { Usage } from '../errors.js';
import { isAttended, type Io } from '../io.js';

export interface Answers {
  readonly owner: string;
  readonly agent: string;
  /** A path, or the URL of a PostgreSQL database. */
  readonly store: string;
  readonly passphrase: string | undefined;
}

const USUAL = { agent: 'reader', store: './sallyport.db' } as const;
/** Names of the house itself. */
const TAKEN = ['executor', 'intake', 'start', 'contracts'];

/** Throws `Usage` for a name that nobody can have, and where the owner is not said and nobody is asked. */
export async function answersOf(call: Call): Promise<Answers> {
  const { given, io } = call;
  const said = { owner: given.text('owner'), agent: given.text('agent'), store: given.text('store') };
  for (const name of [said.owner, said.agent]) if (name !== undefined) mustBeName(name);
  const asks = isAttended(io) && !given.has('yes') && !call.print.json;
  if (!asks && said.owner === undefined && !given.has('yes'))
    throw new Usage('say --owner NAME: nobody is there to be asked', 'init');
  const owner = said.owner ?? (asks ? await askName(io, 'Your name, as the owner', userName()) : userName());
  const agent = said.agent ?? (asks ? await askName(io, 'A name for the agent that reads', USUAL.agent) : USUAL.agent);
  const store = said.store ?? (asks ? await askStore(io) : USUAL.store);
  if (owner === agent)
    throw new Usage(`the owner and the agent are both called '${owner}': give them two names`, 'init');
  return { owner, agent, store, passphrase: await lockOf(call, asks) };
}

async function lockOf({ given, io }: Call, asks: boolean): Promise<string | undefined> {
  if (given.has('lock')) return passphrase(io, 'your new key');
  if (!asks) return undefined;
  const message = 'A passphrase for your key (empty: its file mode alone protects it)';
  const first = answered(await password({ message, ...streams(io) }));
  if (first === '') return undefined;
  const validate = (again: string | undefined): string | undefined =>
    again === first ? undefined : 'it is another one: type it again, or leave with Ctrl-C';
  answered(await password({ message: 'The same again', validate, ...streams(io) }));
  return first;
}

async function askName(io: Io, message: string, usual: string): Promise<string> {
  const validate = (value: string | undefined): string | undefined => faultOf(value || usual);
  return answered(await text({ message, placeholder: usual, defaultValue: usual, validate, ...streams(io) }));
}

async function askStore(io: Io): Promise<string> {
  const message = 'The store: a file of SQLite, or the URL of a PostgreSQL database';
  return answered(await text({ message, placeholder: USUAL.store, defaultValue: USUAL.store, ...streams(io) }));
}

// `as`: the streams of the process, where somebody sits
const streams = ({ input, error }: Io) => ({
  input: input as NodeJS.ReadStream,
  output: error as NodeJS.WriteStream,
});

/** Ctrl-C in the middle of it is no answer. */
function answered(value: string | symbol | undefined): string {
  if (isCancel(value)) throw new Interrupted();
  return typeof value === 'string' ? value : '';
}

function mustBeName(name: string): void {
  const fault = faultOf(name);
  if (fault !== undefined) throw new Usage(fault, 'init');
}

/** The name becomes a file's, too. */
function faultOf(name: string): string | undefined {
  if (nameFault(name) === undefined && /^[a-z0-9][a-z0-9_-]{0,40}$/i.test(name) && !TAKEN.includes(name))
    return undefined;
  return TAKEN.includes(name)
    ? `'${name}' is a name of the house itself: take another one`
    : `a name is made of letters, digits, _ and -: '${name}' is none`;
}

function userName(): string {
  const name = userInfo()
    .username.toLowerCase()
    .replace(/[^a-z0-9_-]/g, '_');
  return faultOf(name) === undefined ? name : 'owner';
}
