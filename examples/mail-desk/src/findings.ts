// What the mail agent tells its owner of a mail: facts that anybody can count. It detects nothing, and nothing rests on it.
import type { Message } from '@sallyport/core';
import { CONTACTS, OWNER, OWNER_ADDRESS } from './names.js';

const INVISIBLE = /[\p{Cf}\p{Co}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;
const LINK = /\bhttps?:\/\//giu;
const LONG = 4_000;

/** A report in a few lines. */
export function findings({ from, address, subject, text }: Message): string {
  const facts = [
    claimed(from, address),
    counted(text.match(LINK), 'link'),
    hidden(`${subject ?? ''}${text}`),
    long(text),
  ];
  const lines = facts.filter((fact) => fact !== undefined).map((fact) => `- ${fact}`);
  return [`${from} writes${subject === undefined ? ' without a subject' : ` about: ${subject}`}`, ...lines].join('\n');
}

function claimed(from: string, address: string | undefined): string | undefined {
  const names = [{ name: OWNER, at: [`mail:${OWNER_ADDRESS}`] }, ...CONTACTS];
  const whose = names.find(({ at }) => address !== undefined && at.includes(`mail:${address}`));
  if (whose === undefined || whose.name === from) return undefined;
  return `it claims to come from ${whose.name}, and nothing proves it: anybody can write that into a header`;
}

const hidden = (text: string): string | undefined => counted(text.match(INVISIBLE), 'character that cannot be seen');
const long = (text: string): string | undefined =>
  text.length > LONG ? `it is long: ${text.length} characters, and what matters may stand at its end` : undefined;

function counted(found: readonly string[] | null, what: string): string | undefined {
  if (found === null) return undefined;
  return found.length === 1 ? `1 ${what}` : `${found.length} ${what.replace(/^(\w+)/, '$1s')}`;
}
