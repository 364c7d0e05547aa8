// How postgresStore() refuses an option: by its name, and never with its value where that could be a secret.
import { quote, SallyportError } from '@sallyport/core/store';

export const badOption = (why: string): SallyportError => new SallyportError('BAD_OPTION', `postgresStore() ${why}`);

export function checkKeys(options: object, known: readonly string[], of: string): void {
  const unknown = Object.keys(options).find((key) => !known.includes(key));
  if (unknown !== undefined) throw badOption(`takes no option ${quote(of + unknown)}: it takes ${known.join(', ')}`);
}
