// The contracts of `@sallyport/tools/send`, as data: importing them lets nobody send anything.
import { contract } from '@sallyport/core/tool';
import { emailInput, emailOutput } from './email-schema.js';

/**
 * One mail in plain text to one address. `to` alone decides where it lands.
 *
 * @example
 * ```ts
 * import { only } from '@sallyport/core';
 * import { sendEmail } from '@sallyport/tools/send/contracts';
 *
 * const answers = only(sendEmail, { to: 'sender' });
 * ```
 */
export const sendEmail = contract({
  name: 'send_email',
  effect: 'send',
  control: ['to'],
  input: emailInput,
  output: emailOutput,
  outsider: [],
});
