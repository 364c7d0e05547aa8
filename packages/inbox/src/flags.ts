// What a reviewer should notice about a value or a name, computed and never told by the agent.
import type { Effect, Json } from '@sallyport/core';
import { countUnsafe, quoted } from './escape.js';
import { decimal } from './json-lines.js';
import { linksIn, stringsIn } from './links.js';
import { compact } from './near-miss.js';
import { type Said, valuesIn } from './said.js';
import { difference, isRightToLeft, lookAlike, mixedScripts, type KnownNames } from './scripts.js';
import { counted, grouped } from './words.js';

/** `alarm`: approving needs more than one key. `warn`: look twice. `note`: good to know. */
export interface Flag {
  readonly level: 'alarm' | 'warn' | 'note';
  readonly kind:
    | 'looks-like'
    | 'mixed-scripts'
    | 'nearly'
    | 'said'
    | 'new'
    | 'several'
    | 'hidden'
    | 'right-to-left'
    | 'links'
    | 'state';
  readonly text: string;
}

/** Where a value stands: only what decides where an effect lands is asked whether it is known. */
export interface Place {
  readonly control: boolean;
  readonly effect: Effect;
  readonly known: KnownNames;
  /** What the person whose order is being handled has said in it. */
  readonly said?: Said | undefined;
}

const LONGEST_NAME = 254;
const LEAST_SAID = 3;
const LONG_NUMBER = 12;
const BETWEEN_ADDRESSES = /[\s,;<>"'()[\]]+/u;
const LINE_ENDS = /[\n\r\t]/g;

/** Flags of an argument's value. */
export function flagsOf(value: Json, place: Place): Flag[] {
  const texts = stringsIn(value);
  const hidden = texts.reduce((sum, text) => sum + countUnsafe(text.replace(LINE_ENDS, '')), 0);
  const links = linksIn(value).map(({ host, times }) => (times === 1 ? host : `${host} (${times} times)`));
  const { control, said } = place;
  const compared = control && said ? [...texts, ...numbersIn(value)].flatMap((text) => flagsOfSaid(text, said)) : [];
  const flags: Flag[] = [...compared, ...texts.flatMap((text) => flagsOfText(text, place))];
  if (hidden > 0) {
    const what = counted(hidden, 'invisible or control character');
    flags.push({ level: 'warn', kind: 'hidden', text: `holds ${what}, shown as escapes` });
  }
  if (texts.some(isRightToLeft)) {
    const text = 'holds letters written from right to left: a screen may draw it in another order than it is sent';
    flags.push({ level: place.control ? 'warn' : 'note', kind: 'right-to-left', text });
  }
  if (links.length > 0) flags.push({ level: 'note', kind: 'links', text: `links to: ${links.join(', ')}` });
  return flags;
}

/** Flags of a name: of a participant, a tool, a recipient. `known`: the names that it could be taken for. */
export function flagsOfName(name: string, known: KnownNames, whose = ''): Flag[] {
  return nameFlags(name, known.lookedLike(name), whose);
}

/** How core calls whoever is not proven to be somebody: `~channel:address`. */
const CLAIMED = /^~[^:]*:/u;

/**
 * Flags of whoever wrote: of the name, or of the address in it, without the channel that it came by. A sender who is nearly
 * somebody known is told too, and one who only claims to be.
 */
export function flagsOfSender(name: string, known: KnownNames, whose = 'the sender'): Flag[] {
  if (known.has(name)) return [];
  const address = name.replace(CLAIMED, '');
  if (address !== name && known.has(address)) {
    const text = `${whose} ${quoted(name)} claims to be ${quoted(address)}, which you know: nothing proves it`;
    return [{ level: 'warn', kind: 'state', text }];
  }
  const odd = flagsOfName(address, known, whose);
  if (odd.length > 0) return odd;
  const near = nearly(address, known.near(address), 'which you know');
  return near.length > 0 ? near : passing(address, known);
}

/** Flags of a name among others of its kind, such as the arguments of one tool: each stands for itself only. */
export const flagsOfTwins = (name: string, all: KnownNames, whose: string): Flag[] =>
  nameFlags(name, all.twin(name), whose);

function nameFlags(name: string, other: string | undefined, whose: string): Flag[] {
  const of = `${whose === '' ? '' : `${whose} `}${quoted(name)}`;
  if (other !== undefined) return [{ level: 'alarm', kind: 'looks-like', text: `${of} ${lookAlike(name, other)}` }];
  const mixed = mixedScripts(name);
  return mixed === undefined ? [] : [{ level: 'alarm', kind: 'mixed-scripts', text: `${of} ${mixed}` }];
}

function flagsOfText(text: string, place: Place): Flag[] {
  const { control, effect, known } = place;
  if (known.has(text)) return [];
  const parts = text.split(BETWEEN_ADDRESSES).filter((part) => part.includes('@'));
  const addresses = parts.filter((part) => part.length <= LONGEST_NAME);
  const isWord = text.length > 0 && !/\s/u.test(text.trim());
  const isName = isWord && text.length <= LONGEST_NAME;
  const names = [...new Set(isName && addresses.length < 2 ? [text, ...addresses] : addresses)];
  const flags = names.flatMap((name) => flagsOfName(name, known));
  if (!control) return flags;
  const long = (effect === 'send' && isWord ? [text] : parts).find((part) => part.length > LONGEST_NAME);
  if (long !== undefined) {
    const what = `a name of ${counted(long.length, 'character')}, longer than any that is compared with those you know`;
    flags.push({ level: 'warn', kind: 'new', text: `holds ${what}` });
  }
  if (addresses.length > 1) {
    const all = addresses.map(quoted).join(', ');
    flags.push({
      level: 'warn',
      kind: 'several',
      text: `holds ${counted(addresses.length, 'address', 'addresses')}: ${all}`,
    });
  }
  const asked = effect === 'send' && isName ? names : addresses;
  const strangers = asked.filter((name) => !known.has(name) && known.lookedLike(name) === undefined);
  const near = names.flatMap((name) => nearly(name, known.near(name), 'which you know'));
  const others = strangers.filter((name) => known.near(name) === undefined);
  const odd = names.filter((name) => known.near(name) === undefined).flatMap((name) => passing(name, known));
  return [...flags, ...near, ...odd, ...others.map((name) => stranger(name, place))];
}

/** A domain with a known one's looks, or with a known one put in front of it. */
function passing(name: string, known: KnownNames): Flag[] {
  const found = known.passing(name);
  if (found === undefined) return [];
  const { domain, other, sure } = found;
  const text = `${quoted(name)}: its domain ${quoted(domain)} passes for ${quoted(other)}, which you know, and is another`;
  return [{ level: sure ? 'alarm' : 'warn', kind: 'looks-like', text }];
}

/** How a value compares with what the order says: the longest near miss of each place in it, or that it stands there. */
function flagsOfSaid(text: string, { by, values }: Said): Flag[] {
  const where = `in the order of ${quoted(by)}`;
  const stands = [...text.trim()].length < LEAST_SAID ? undefined : values.has(text);
  if (stands !== undefined) {
    const how = stands === 'exactly' ? 'to the letter' : 'but for blanks, or upper and lower case';
    return [{ level: 'note', kind: 'said', text: `${quoted(text)} stands ${where}, ${how}` }];
  }
  const found: string[] = [];
  return valuesIn(text).flatMap((value) => {
    const other = values.near(value);
    if (other === undefined || found.some((longer) => compact(longer).includes(compact(value)))) return [];
    found.push(value);
    return nearly(value, other, `which stands ${where}`);
  });
}

/** An address or a long number that is nearly another is an alarm: nobody hits upon one by chance. */
function nearly(name: string, other: string | undefined, whence: string): Flag[] {
  if (other === undefined) return [];
  const [plain, known] = [compact(name), compact(other)];
  const isTelling = plain.includes('@') || (plain.length >= LONG_NUMBER && /\p{N}/u.test(plain));
  const text = `${quoted(name)} is nearly ${quoted(other)}, ${whence}, and is not: ${difference(plain, known)}`;
  return [{ level: isTelling ? 'alarm' : 'warn', kind: 'nearly', text }];
}

function numbersIn(value: Json): string[] {
  if (typeof value === 'number') return [decimal(value)];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(numbersIn) : [];
}

function stranger(name: string, { effect, known }: Place): Flag {
  const what = effect === 'send' ? 'new recipient' : 'new address';
  const among =
    known.size === 0
      ? 'no names are known here'
      : `not among the ${grouped(known.size)} names and addresses known to you`;
  return { level: 'warn', kind: 'new', text: `${what}: ${quoted(name)}, ${among}` };
}
