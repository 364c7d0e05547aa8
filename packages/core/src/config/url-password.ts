// The password in a URL: found where it stands in a file, and not repeated.

/** Up to the last `@` without a blank in between, for a password may hold what a URL may not. */
const PASSWORD = /(:\/\/[^\s/:@]*:)(\S+)@/gu;
const REFERENCE = /^\$\{\w+\}$/;

/** Does the text hold a password that is no reference to the environment? */
export const holdsPassword = (text: string): boolean =>
  [...text.matchAll(PASSWORD)].some(([, , password]) => !REFERENCE.test(password!));

/** The text, of the same length, with a star for each character of a password. References stay. */
export const withoutPassword = (text: string): string =>
  text.replaceAll(PASSWORD, (_, before: string, password: string) =>
    REFERENCE.test(password) ? `${before}${password}@` : `${before}${'*'.repeat(password.length)}@`,
  );
