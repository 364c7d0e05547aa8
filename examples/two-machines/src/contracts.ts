// contracts.ts: what sending is. Data, so that the process that reads mail loads nothing that can send.
import { contract } from '@sallyport/core/tool';
import * as z from 'zod';

export const sendEmail = contract({
  name: 'send_email',
  effect: 'send',
  control: ['to'],
  input: z.strictObject({ to: z.email(), body: z.string() }),
});
