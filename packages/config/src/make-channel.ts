// Makes a channel out of its entry: a maildir, or a module of the user's own.
import { resolve } from 'node:path';
import type { Channel } from '@sallyport/core';
import { faultAt, milliseconds, type ChannelEntry } from '@sallyport/core/config';
import type { LoadedConfig } from './load-config.js';
import { attempt, callExport } from './module.js';

/** The channel has the file's name, leads where the file says, and trusts whom the file trusts, whatever its module thinks. */
export async function makeChannel(loaded: LoadedConfig, name: string): Promise<Channel> {
  const entry = loaded.config.channels![name]!;
  const { to, unverified = 'zero' } = entry;
  const path = ['channels', name];
  const made =
    entry.maildir === undefined ? await ownChannel(loaded, name, entry) : await ofMaildir(loaded, name, entry);
  const place = [...path, entry.maildir === undefined ? 'module' : 'maildir'];
  const listen: Channel['listen'] = (deliver, signal) => attempt(loaded, place, () => made.listen(deliver, signal));
  return Object.freeze({ name, to, unverified, listen });
}

async function ownChannel(
  loaded: LoadedConfig,
  name: string,
  { module, export: exported, options, to, unverified = 'zero' }: ChannelEntry,
): Promise<Channel> {
  const path = ['channels', name];
  const made = await callExport(loaded, {
    path,
    module: module!,
    name: exported,
    options: { ...options, name, to, unverified },
  });
  if (isChannel(made)) return made;
  throw faultAt(
    loaded.config,
    [...path, 'module'],
    new Error(`what '${module}' made is no channel: it lacks listen()`),
  );
}

const isChannel = (value: unknown): value is Channel =>
  typeof value === 'object' && value !== null && 'listen' in value && typeof value.listen === 'function';

async function ofMaildir(
  loaded: LoadedConfig,
  name: string,
  { maildir, poll, limit, to, unverified = 'zero' }: ChannelEntry,
): Promise<Channel> {
  const place = ['channels', name, 'maildir'];
  // loaded only where it is wanted: a process without channels does without the package
  const adapter = await import('@sallyport/adapters/maildir').catch((error: unknown) => {
    const isMissing = (error as { readonly code?: string }).code === 'ERR_MODULE_NOT_FOUND';
    const remedy = new Error('a maildir needs the package @sallyport/adapters, and it does not load: install it');
    throw faultAt(loaded.config, place, isMissing ? remedy : error);
  });
  return attempt(loaded, place, () =>
    adapter.maildir(resolve(loaded.folder, maildir!), {
      name,
      // a maildir leads to one agent: that was checked
      to: typeof to === 'string' ? to : to[0]!,
      unverified,
      ...(poll !== undefined && { poll: milliseconds(poll)! }),
      ...(limit !== undefined && { limit }),
    }),
  );
}
