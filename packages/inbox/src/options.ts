// Options as they are read: none that nobody knows, and each of its kind. What is misspelt would pass for unsaid, and that may be weaker.
import { SallyportError } from '@sallyport/core';

/** Is it of its kind, and what is said to whoever gives another. */
export type Kind = readonly [isRight: (value: unknown) => boolean, says: string];

/** Throws `BAD_OPTION`. `what`: whose options they are, as `serve()`. */
export function mustFit(what: string, given: unknown, kinds: Readonly<Record<string, Kind>>): void {
  if (typeof given !== 'object' || given === null) throw bad(`${what} takes an object of options`, 'options');
  const names = Object.keys(kinds);
  for (const name of Object.keys(given))
    if (!Object.hasOwn(kinds, name))
      throw bad(`${what} knows no option ${JSON.stringify(name)}: it takes ${names.join(', ')}`, name);
  for (const [name, [isRight, says]] of Object.entries(kinds))
    // `as`: an object, of which each field is looked at
    if (!isRight((given as Readonly<Record<string, unknown>>)[name])) throw bad(`${name} of ${what} is ${says}`, name);
}

const bad = (why: string, option: string): SallyportError => new SallyportError('BAD_OPTION', why, { option });

const isFunction = (value: unknown): boolean => typeof value === 'function';
const isText = (value: unknown): boolean => typeof value === 'string';
const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

export const any: Kind = [() => true, ''];
export const someFunction: Kind = [isFunction, 'a function'];
export const text: Kind = [isText, 'a text'];
export const texts: Kind = [(value) => Array.isArray(value) && value.every(isText), 'a list of texts'];
export const list: Kind = [Array.isArray, 'a list'];
export const flag: Kind = [(value) => typeof value === 'boolean', 'true or false'];
export const signal: Kind = [(value) => value instanceof AbortSignal, 'an AbortSignal'];
export const clock: Kind = [(value) => isObject(value) && has(value, 'now'), 'a clock, with now()'];

/** An object with these functions: the part of a desk that is asked. */
export const desk = (...asked: readonly string[]): Kind => [
  (value) => isObject(value) && asked.every((name) => has(value, name)),
  `the desk that openDesk() returned, with ${asked.map((name) => `${name}()`).join(', ')}`,
];
// `as`: an object, as was just seen
const has = (value: unknown, name: string): boolean => isFunction((value as Readonly<Record<string, unknown>>)[name]);

/** The same, or unsaid. */
export const maybe = ([isRight, says]: Kind): Kind => [(value) => value === undefined || isRight(value), says];

/** A whole number between the two, or unsaid. */
export const between = (least: number, most: number): Kind =>
  maybe([
    (value) => Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most,
    `a whole number from ${least} to ${most}`,
  ]);
