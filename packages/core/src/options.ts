// Options as they are read: own properties, and none that nobody knows.
import { quote, SallyportError } from './errors.js';

/** Own properties only, so that nobody supplies an option through Object.prototype; an unknown one is a typing error. */
export function ownOptions(
  options: unknown,
  keys: readonly string[],
  what = 'an agent',
): Readonly<Record<string, unknown>> {
  if (typeof options !== 'object' || options === null)
    throw new SallyportError('BAD_OPTION', `${what} is made with an object of options`);
  const own: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const [key, value] of Object.entries(options)) {
    if (!keys.includes(key))
      throw new SallyportError('BAD_OPTION', `${what} takes no option ${quote(key)}: it takes ${keys.join(', ')}`);
    own[key] = value;
  }
  return own;
}
