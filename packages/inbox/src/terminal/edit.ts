// Asks for new values, field by field. Every value goes through the schema again at the desk; nothing is approved here.
import type { Json, ReviewItem, ReviewPart } from '@sallyport/core';
import { quoted } from '../escape.js';
import type { Dialog } from './dialog.js';
import type { Printer } from './printer.js';

const GIVE_UP = '.';

/** The changes that the person typed: none when they kept everything, undefined when they gave up. */
export async function askChanges(
  item: ReviewItem,
  dialog: Dialog,
  printer: Printer,
): Promise<Record<string, Json> | undefined> {
  printer.say(
    `Enter keeps a value, ${GIVE_UP} gives up. Text is taken as typed; to write several lines, type it as a JSON string in "quotes".`,
  );
  const changes: [string, Json][] = [];
  for (const part of item.parts) {
    const change = await askValue(part, dialog, printer);
    if (change === 'give up') return undefined;
    if (change !== 'keep') changes.push([part.name, change.value]);
  }
  return Object.fromEntries(changes);
}

async function askValue(
  { name, value }: ReviewPart,
  dialog: Dialog,
  printer: Printer,
): Promise<'keep' | 'give up' | { value: Json }> {
  const isText = typeof value === 'string';
  for (;;) {
    const typed = await dialog.line(`new ${quoted(name)} (${isText ? 'text' : 'JSON'})`);
    if (typed === '') return 'keep';
    if (typed === GIVE_UP) return 'give up';
    if (isText && !typed.startsWith('"')) return { value: typed };
    try {
      // What JSON.parse returns is JSON.
      return { value: JSON.parse(typed) as Json };
    } catch {
      printer.say('that is not JSON: nothing was changed.', 'warn');
    }
  }
}
