// keys: who may sign, and with which keys; makes one, lets one sign, and ends one.
import { createPublicKey } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { nameFault } from '@sallyport/allowlist';
import type { EnrolledPrincipal, Kind } from '@sallyport/core';
import { newKey } from '@sallyport/core/store';
import { quoted, render } from '@sallyport/inbox';
import { writeKeyFile } from '@sallyport/store/keyfile';
import { agrees, allOf, passphrase } from '../ask.js';
import type { Call, Run } from '../command.js';
import { Failure, Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { isAttended } from '../io.js';
import { reading, signing } from '../open.js';
import { word } from '../print.js';

export const list: Run = (call) =>
  reading(call, async ({ desk }) => {
    const people = await desk.people();
    if (call.print.json) call.print.data({ people });
    else for (const one of people) call.print.screen(linesOf(one));
    return EXIT.done;
  });

function linesOf({ name, agents, keys }: EnrolledPrincipal): readonly string[] {
  const speaks = agents === undefined ? 'a person' : `a runtime, speaks for ${agents.map(quoted).join(', ')}`;
  return [
    `${quoted(name)}: ${speaks}`,
    ...keys.map(({ id, may, isRevoked, passkey }) => {
      const what = passkey === undefined ? 'key' : `passkey for ${quoted(passkey.origin)}`;
      return `  ${render(id)}  ${isRevoked ? 'REVOKED ' : ''}${what} · may sign ${may.join(', ')}`;
    }),
  ];
}

export const make: Run = async ({ given, io, print }) => {
  const name = given.arg(0);
  const fault =
    nameFault(name) ?? (/[:~]/.test(name) ? "holds ':' or '~', which only unproven senders carry" : undefined);
  if (fault !== undefined) throw new Usage(`'${name}' is no name for a key: it ${fault}`, 'keys new');
  if (/[\\/]/.test(name) && !given.has('out'))
    throw new Usage(`'${name}' is no name for a file: say --out FILE`, 'keys new');
  const file = resolve(io.cwd, given.text('out') ?? `${name}.key`);
  const key = newKey(name);
  const lock = given.has('lock') ? { passphrase: await passphrase(io, `the new key of '${name}'`) } : {};
  await writeKeyFile(file, key.secret, lock);
  if (print.json) print.data({ name, id: key.secret.id, public: key.public, file });
  else {
    print.line(`a key of ${quoted(name)} stands in ${render(file)}; it stays on this machine`, 'good');
    print.line(`the owner lets it sign with: sallyport keys enrol ${word(name)} ${key.public}`);
  }
  return EXIT.done;
};

export const enrol: Run = async (call) => {
  const { given, print } = call;
  const [name = '', spki] = given.args;
  if ((spki === undefined) === !given.has('passkey'))
    throw new Usage(
      'keys enrol wants PUBLIC, as keys new prints it, or --passkey JSON, as serve gives it',
      'keys enrol',
    );
  if (spki !== undefined && !isKey(spki))
    throw new Usage(`'${spki}' is no public key: PUBLIC is what keys new prints`, 'keys enrol');
  const key = spki === undefined ? await compared(call, await passkey(call)) : { public: spki };
  // `as`: whether they are kinds, the desk says
  const may = given.texts('may') as readonly Kind[];
  return signing(call, async ({ desk }) => {
    const id = await desk.enrol({ name, ...key, ...(may.length > 0 && { may }) });
    if (print.json) print.data({ name, key: id });
    else print.line(`the key ${render(id)} of ${quoted(name)} may sign from now on`, 'good');
    return EXIT.done;
  });
};

function isKey(spki: string): boolean {
  try {
    return createPublicKey({ key: Buffer.from(spki, 'base64url'), type: 'spki', format: 'der' }).type === 'public';
  } catch {
    return false;
  }
}

interface Passkey {
  readonly public: string;
  readonly passkey: { readonly credential: string; readonly rp: string; readonly origin: string };
}

/** The digits that its device shows: whoever brought the passkey here may have brought another one. */
async function compared({ given, io, print }: Call, key: Passkey): Promise<Passkey> {
  const { pairingCode } = await import('@sallyport/inbox/web');
  const [name, code] = [quoted(given.arg(0)), pairingCode(key.public)];
  const isAsked = isAttended(io) && given.text('passkey') !== '-' && !given.has('yes');
  if (!isAsked) print.note(`the device of this passkey shows ${code}`);
  else if (!(await agrees(io, `Does the device of ${name} show ${code}?`)))
    throw new Failure(EXIT.refused, 'it was not enrolled: only what the device itself shows is its passkey');
  return key;
}

/** What serve says of a passkey that was made: as it stands, out of a file, or out of the input. */
async function passkey({ given, io }: Call): Promise<Passkey> {
  const from = given.text('passkey')!;
  const text = from.startsWith('{')
    ? from
    : from === '-'
      ? await allOf(io, 65_536)
      : await readFile(resolve(io.cwd, from), 'utf8');
  const fields: Partial<Record<string, unknown>> = record(text);
  const read = (name: string): string => {
    const value = fields[name];
    if (typeof value === 'string') return value;
    throw new Usage(`the passkey lacks ${name}: it is JSON with public, credential, rp and origin`, 'keys enrol');
  };
  const details = { credential: read('credential'), rp: read('rp'), origin: read('origin') };
  return { public: read('public'), passkey: details };
}

function record(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // told below
  }
  throw new Usage('the passkey is no JSON object: it has public, credential, rp and origin', 'keys enrol');
}

export const revoke: Run = (call) =>
  signing(call, async ({ desk }) => {
    const key = call.given.arg(0);
    await desk.revokeKey(key, call.given.text('reason'));
    if (call.print.json) call.print.data({ key, revoked: true });
    else call.print.line(`the key ${render(key)} says nothing more`, 'good');
    return EXIT.done;
  });
