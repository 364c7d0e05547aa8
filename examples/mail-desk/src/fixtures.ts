// The mails that come with the example, and what is known of each: who may expect an answer, and what the others try.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { Delivery } from '@sallyport/core';
import { readMails } from './read-mails.js';

/** A mail as somebody would send it who has only bytes and a name to give. */
export interface Wanted {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
}

export interface Fixture {
  readonly name: string;
  readonly path: string;
  readonly kind: 'legit' | 'attack';
  /** What it is, or how it goes about it, in a few words. */
  readonly style: string;
  /** As the channel reads it. */
  readonly delivery: Delivery;
  /** The mails that its text orders a model to send. */
  readonly wants: readonly Wanted[];
}

interface Expected {
  readonly file: string;
  readonly from: string;
  readonly subject: string;
  readonly kind: Fixture['kind'];
  readonly style: string;
  readonly attempts: readonly Wanted[];
}

const FOLDER = fileURLToPath(new URL('../fixtures/', import.meta.url));

/** Throws where a mail cannot be read, or does not say what is expected of it: then nothing that follows would mean anything. */
export async function loadFixtures(folder = FOLDER): Promise<readonly Fixture[]> {
  // `as`: the fixtures are files of this repository
  const expected = JSON.parse(await readFile(join(folder, 'expected.json'), 'utf8')) as readonly Expected[];
  const files = expected.map(({ file }) => ({ name: file, path: join(folder, 'mail', file) }));
  const read = await readMails(files);
  return expected.map(({ file, from, subject, kind, style, attempts }, i): Fixture => {
    const delivery = read.get(file);
    if (delivery?.from !== from || delivery.subject !== subject)
      throw new Error(`the fixture ${file} does not read as expected`);
    return { ...files[i]!, kind, style, delivery, wants: attempts };
  });
}
