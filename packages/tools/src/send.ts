// The face `@sallyport/tools/send`: importing it is the capability to send.
export { emailSender } from './send/email-sender.js';
export type { EmailSenderOptions, EmailTool } from './send/email-sender.js';
export type { MailOperations, OutgoingMail } from './send/operations.js';
export type { SmtpOptions } from './send/smtp.js';
