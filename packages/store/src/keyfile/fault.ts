// The one error of key files.
import { SallyportError } from '@sallyport/core/store';

/** `BAD_KEY_FILE`. Neither `why` nor `remedy` may hold anything out of the file but its name. */
export function badKeyFile(path: string, why: string, remedy: string, code?: string): SallyportError {
  return new SallyportError('BAD_KEY_FILE', `the key file '${path}' ${why}: ${remedy}`, {
    path,
    ...(code !== undefined && { code }),
  });
}
