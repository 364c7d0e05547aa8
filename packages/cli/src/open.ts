// Opens what a command works on: the house of a sallyport.yaml, or of a store, a TrustRoot and a key that are named one by one.
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { loadConfig, loadDesk, loadStore } from '@sallyport/config';
import { openDesk, SallyportError, type Desk, type Id, type Signer, type TrustRootJson } from '@sallyport/core';
import type { Config } from '@sallyport/core/config';
import type { Store } from '@sallyport/core/store';
import type { ViewContext } from '@sallyport/inbox';
import { keyFile } from '@sallyport/store/keyfile';
import { postgresStore } from '@sallyport/store/postgres';
import { sqliteStore } from '@sallyport/store/sqlite';
import { passphrase } from './ask.js';
import type { Call } from './command.js';
import { Failure, Usage } from './errors.js';
import { EXIT } from './exit.js';

/** What is read: no key is needed. */
export interface House {
  readonly root: TrustRootJson;
  readonly store: Store;
  /** Only where the house is that of a file. */
  readonly config?: Config;
  /** Who sits at the desk. */
  readonly person: Id;
}

/** `signer`: only where the desk was opened to sign. */
export interface Seat extends House {
  readonly desk: Desk;
  readonly signer?: Signer;
}

const CONFIG = 'sallyport.yaml';
const ROOT = 'trust-root.json';

/** Opens the house, and closes it when `use` has settled. */
export async function withHouse<T>(call: Call, use: (house: House) => Promise<T>): Promise<T> {
  const { given } = call;
  if (isNamed(call)) {
    const root = await readRoot(call);
    await using store = await openStore(call);
    return await use({ root, store, person: given.text('as') ?? root.owner });
  }
  await using loaded = await loadStore(configOf(call), optionsOf(call));
  const { root, store, config } = loaded;
  return await use({ root, store, config, person: personOf(call, config, root) });
}

/** A desk that reads, and signs nothing. */
export const reading = <T>(call: Call, use: (seat: Seat) => Promise<T>): Promise<T> =>
  withHouse(call, async (house) => {
    await using desk = await keylessDesk(house);
    return await use({ ...house, desk });
  });

async function keylessDesk({ root, store, person }: House): Promise<Desk> {
  try {
    return await openDesk({ root, store, person: { name: person } });
  } catch (error) {
    if (!SallyportError.isInstance(error) || error.code !== 'BAD_TRUST_ROOT') throw error;
    // throws where it is the TrustRoot that is bad, and not the name
    await using owners = await openDesk({ root, store, person: { name: root.owner } });
    const people = (await owners.people()).filter(({ agents }) => agents === undefined).map(({ name }) => `'${name}'`);
    const how = `the owner enrols somebody new with the public half of sallyport keys new`;
    throw new Failure(EXIT.nothing, `nobody is enrolled as '${person}': there is ${people.join(', ')}; ${how}`);
  }
}

/** A desk with its person's key. */
export async function signing<T>(call: Call, use: (seat: Seat) => Promise<T>): Promise<T> {
  if (isNamed(call)) {
    const root = await readRoot(call);
    const signer = await namedKey(call);
    await using store = await openStore(call);
    await using desk = await openDesk({ root, store, person: signer });
    return await use({ root, store, desk, signer, person: signer.name });
  }
  const path = configOf(call);
  const { config, root } = await loadConfig(path, optionsOf(call));
  const person = personOf(call, config, root);
  await using loaded = await loadAsking(call, path, person);
  await using desk = await openDesk(deskOptions(loaded));
  // `as`: loadDesk() has opened the key file
  return await use({ root, store: loaded.store, config, desk, signer: loaded.person as Signer, person });
}

/** A desk with the owner's key where that is at hand, and else one that signs nothing. */
export async function owning<T>(call: Call, use: (seat: Seat) => Promise<T>): Promise<T> {
  if (isNamed(call)) return call.given.has('key') ? signing(call, use) : reading(call, use);
  const { config, root, folder } = await loadConfig(configOf(call), { ...optionsOf(call), onWarning: () => undefined });
  const person = personOf(call, config, root);
  const { key } = (Object.hasOwn(config.people ?? {}, person) && config.people?.[person]) || {};
  const isHere = person === root.owner && key !== undefined && existsSync(resolve(folder, key));
  return isHere ? signing(call, use) : reading(call, use);
}

/** What views compare names with. */
export async function knownTo({ desk, config }: Seat): Promise<ViewContext> {
  const people = await desk.people();
  const known = people.flatMap(({ name, agents = [] }) => [name, ...agents]);
  const contacts = Object.entries(config?.contacts ?? {}).map(([name, { at }]) => ({ name, at }));
  return { known, contacts, now: Date.now() };
}

/** The path of the configuration. Throws `Usage` where none is said and none is there. */
export function configOf({ given, io }: Pick<Call, 'given' | 'io'>): string {
  const said = given.text('config');
  if (said !== undefined) return resolve(io.cwd, said);
  const usual = resolve(io.cwd, CONFIG);
  if (existsSync(usual)) return usual;
  throw new Usage(
    `there is no ${CONFIG} here: go where it is, say --config FILE or --store STORE, or make one with init`,
  );
}

/** Is the house that of a store, and not of a file? Throws `Usage` for half of both. */
export function isNamed({ given }: Pick<Call, 'given'>): boolean {
  if (given.has('store')) {
    if (given.has('config')) throw new Usage('--config and --store are two ways to say the same: take one of them');
    isDatabase(given.text('store')!);
    return true;
  }
  const stray = ['root', 'key'].find((name) => given.has(name));
  if (stray !== undefined) throw new Usage(`--${stray} goes with --store: a configuration names its own`);
  return false;
}

const optionsOf = ({ io, print }: Call) => ({
  env: io.env,
  onWarning: (warning: string): void => print.warn(warning),
});

function personOf({ given }: Call, { people = {} }: Config, { owner }: TrustRootJson): Id {
  const names = Object.keys(people);
  return given.text('as') ?? (names.length === 1 ? names[0]! : owner);
}

/** What comes of asking is told as it is, and not as a fault of the file. */
async function loadAsking(call: Call, path: string, person: Id): ReturnType<typeof loadDesk> {
  let refused: unknown;
  const ask = (): Promise<string> =>
    passphrase(call.io, `the key of '${person}'`).catch((error: unknown) => {
      refused = error;
      throw error;
    });
  return loadDesk(path, person, { ...optionsOf(call), passphrase: ask }).catch((error: unknown) => {
    throw refused ?? error;
  });
}

const deskOptions = ({ root, store, person, ledger }: Awaited<ReturnType<typeof loadDesk>>) => ({
  ...{ root, store, person },
  ...(ledger !== undefined && { ledger }),
});

async function namedKey(call: Call): Promise<Signer> {
  const path = call.given.text('key');
  if (path === undefined)
    throw new Usage('with --store, what is signed needs --key FILE: the key file of whoever signs');
  const ask = (): Promise<string> => passphrase(call.io, `the key file '${path}'`);
  return keyFile(resolve(call.io.cwd, path), { passphrase: ask });
}

/** Is it a URL, and no path? Throws `Usage` for a URL of something else. */
export function isDatabase(named: string): boolean {
  if (/^postgres(ql)?:\/\//.test(named)) return true;
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(named)) return false;
  throw new Usage('a store is the path of an SQLite file, or a URL as postgres://user@host/database');
}

/** The store that `--store` names. One that is not there is a typing error, and is not made. */
async function openStore({ given, io }: Call): Promise<Store & AsyncDisposable> {
  const named = given.text('store')!;
  if (isDatabase(named)) return postgresStore(named);
  const path = resolve(io.cwd, named);
  if (existsSync(path)) return sqliteStore(path);
  throw new SallyportError('STORE_FAILED', `there is no store at '${path}': mend the path, or make a house with init`);
}

const OTHERS_MAY_WRITE = 0o002;

async function readRoot({ given, io }: Call): Promise<TrustRootJson> {
  const path = resolve(io.cwd, given.text('root') ?? ROOT);
  const bad = (why: string): SallyportError =>
    new SallyportError('BAD_TRUST_ROOT', `the TrustRoot '${path}' ${why}`, { path });
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw bad('does not exist: give its path with --root FILE');
  if (process.platform !== 'win32' && (found.mode & OTHERS_MAY_WRITE) !== 0)
    throw bad(`may be changed by anybody on this machine: chmod o-w '${path}', and look at what it says`);
  try {
    // `as`: whoever is given it checks it, place by place
    return JSON.parse(await readFile(path, 'utf8')) as TrustRootJson;
  } catch {
    throw bad('is no JSON: give the path of the file that init or createTrustRoot() wrote');
  }
}
