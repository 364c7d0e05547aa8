// What to call a foreign value in an error, without running any of its code.
import { types } from 'node:util';
import { quote } from '../errors.js';
import { getOwnPropertyDescriptor, hasOwn } from '../primordials.js';

const { isProxy } = types;

/** Its own name where it has one as plain data, quoted; otherwise what it is. Must not throw. */
export function nameOf(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return String(value);
  if (isProxy(value)) return 'a Proxy';
  const name = ownNameOf(value);
  if (name !== undefined) return quote(name);
  return typeof value === 'function' ? 'a function' : 'an object without a name of its own';
}

/** Its own name, where it has one as plain data. Must not throw. */
export function ownNameOf(value: unknown): string | undefined {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function') || isProxy(value)) return undefined;
  const property = getOwnPropertyDescriptor(value, 'name');
  const name: unknown = property !== undefined && hasOwn(property, 'value') ? property.value : undefined;
  return typeof name === 'string' ? name : undefined;
}
