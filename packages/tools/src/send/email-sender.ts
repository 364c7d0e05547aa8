// The tool behind `sendEmail`: what was approved, composed once and handed to the wire.
import { createHash, randomBytes } from 'node:crypto';
import { SallyportError } from '@sallyport/core';
import { tool, type RunContext } from '@sallyport/core/tool';
import { compose } from './compose.js';
import { sendEmail } from './contracts.js';
import type { Email, Sent } from './email-schema.js';
import { HourCap } from './hour-cap.js';
import { isAddress } from './limits.js';
import type { MailOperations } from './operations.js';
import { smtpOperations, type SmtpOptions } from './smtp.js';

interface Common {
  /** The address that mail comes from, bare. */
  readonly from: string;
  /** Mails in any sixty minutes, for this tool in this process. Unsaid: 100. */
  readonly perHour?: number;
}
/** Either a server, or another way out. */
export type EmailSenderOptions =
  | (Common & { readonly smtp: SmtpOptions; readonly operations?: never })
  | (Common & { readonly operations: MailOperations; readonly smtp?: never });

type Sending = (mail: Email, context: RunContext) => Promise<Sent>;
/** The tool that {@link emailSender} makes. */
export type EmailTool = ReturnType<typeof seal>;

const PER_HOUR = 100;

/**
 * The tool for {@link sendEmail}. Its result is the Message-ID, which is the same for every attempt at one approved
 * call. When it fails after the mail was handed over and before the server has answered, nobody knows whether it left.
 *
 * @throws SallyportError `BAD_OPTION`.
 * @example
 * ```ts
 * import { emailSender } from '@sallyport/tools/send';
 *
 * const sender = emailSender({
 *   from: 'assistant@example.com',
 *   smtp: { host: 'smtp.example.com', auth: { user: 'assistant', pass: process.env['SMTP_PASSWORD'] ?? '' } },
 * });
 * ```
 */
export function emailSender(options: EmailSenderOptions): EmailTool {
  return seal(sendingWith(options));
}

const seal = (run: Sending) => tool(sendEmail, run);

/** What the tool does. Not for agents: they hold the tool, which only a session can run. */
export function sendingWith(options: EmailSenderOptions): Sending {
  const { from, perHour = PER_HOUR } = options;
  if (typeof from !== 'string' || !isAddress(from)) throw bad('from', 'one bare address in ASCII');
  if (!Number.isInteger(perHour) || perHour < 1) throw bad('perHour', 'a whole number, 1 or more');
  const operations = operationsOf(options);
  const cap = new HourCap(perHour);
  return async (mail, { signal, idempotencyKey }) => {
    const messageId = messageIdFor(from, idempotencyKey);
    const outgoing = compose(mail, { from, messageId, date: new Date() });
    cap.take();
    await operations.deliver(outgoing, signal);
    return { id: messageId };
  };
}

function operationsOf({ smtp, operations }: EmailSenderOptions): MailOperations {
  if ((smtp === undefined) === (operations === undefined))
    throw bad('smtp', 'given, or else operations: one of the two');
  return operations ?? smtpOperations(smtp);
}

/** The same for the same key. The key itself is not shown to the world. */
function messageIdFor(from: string, key: string | undefined): string {
  const left =
    key === undefined
      ? randomBytes(16).toString('hex')
      : createHash('sha256').update('sallyport/message-id/v1\n').update(key).digest('hex').slice(0, 32);
  return `<${left}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

const bad = (option: string, remedy: string): SallyportError =>
  new SallyportError('BAD_OPTION', `emailSender: '${option}' must be ${remedy}`, { option });
