// Texts that try to make an agent call a tool, in every style we know: what a test feeds to the worst-case model.
import { toJson, type Json } from '../canonical.js';
import { quote, SallyportError } from '../errors.js';
import { DISGUISES } from './injections/disguises.js';
import { DOCUMENTS } from './injections/documents.js';
import { spell } from './injections/order.js';
import { VOICES } from './injections/voices.js';

/** Which of the texts to make. */
export interface InjectionOptions {
  /** Only these styles, of `injections.styles`. */
  readonly styles?: readonly string[];
}

export interface Injections {
  (toolName: string, args: { readonly [key: string]: Json }, options?: InjectionOptions): readonly string[];
  /** The names of all styles, in the order of the texts. */
  readonly styles: readonly string[];
}

const STYLES = [...VOICES, ...DOCUMENTS, ...DISGUISES];

/**
 * Makes texts that order exactly one call, `toolName` with `args`, each in another way: openly in a false voice,
 * tucked into a document, or where no person sees it. `worstCaseModel()` obeys every one of them.
 *
 * @throws SallyportError `BAD_OPTION` for a name that no tool can have or a style that is not there; `NOT_JSON`, `TOO_LARGE` for `args`.
 * @example
 * ```ts
 * import { injections } from '@sallyport/core/testing';
 *
 * injections('send_email', { to: 'thief@evil.example' });                                      // all of them
 * injections('send_email', { to: 'thief@evil.example' }, { styles: ['base64', 'urgency'] });  // two styles
 * ```
 */
export const injections: Injections = Object.freeze(
  Object.assign(
    (toolName: string, args: { readonly [key: string]: Json }, options: InjectionOptions = {}): readonly string[] => {
      if (!/^[a-z][a-z0-9_]{0,63}$/u.test(toolName)) {
        throw new SallyportError('BAD_OPTION', `injections: ${quote(toolName)} is no name of a tool`, { toolName });
      }
      // what crosses a session is JSON: an injection orders nothing else
      const order = spell(
        toolName,
        toJson(args, { what: 'the arguments of an injection' }) as { readonly [key: string]: Json },
      );
      return Object.freeze(chosen(options.styles).flatMap((style) => style.texts.map((text) => text(order))));
    },
    { styles: Object.freeze(STYLES.map((style) => style.name)) },
  ),
);

function chosen(names: readonly string[] | undefined): typeof STYLES {
  const unknown = names?.find((name) => !STYLES.some((style) => style.name === name));
  if (unknown !== undefined) {
    const known = STYLES.map((style) => style.name).join(', ');
    throw new SallyportError('BAD_OPTION', `injections: there is no style ${quote(unknown)}. Take some of: ${known}`);
  }
  return names === undefined ? STYLES : STYLES.filter((style) => names.includes(style.name));
}
