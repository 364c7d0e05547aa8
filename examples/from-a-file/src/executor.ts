// executor.ts: the agent of the second door. Its outbox, a file here, stands in sallyport.yaml.
import { appendFile } from 'node:fs/promises';
import { ActionAgent, tool } from '@sallyport/core';
import { sendEmail } from './contracts.js';

export class Executor extends ActionAgent<'high'> {
  constructor({ outbox }: { readonly outbox: string }) {
    const sender = tool(sendEmail, async ({ to, body }) => appendFile(outbox, `to ${to}: ${body}\n`));
    super({ name: 'executor', trust: 'high', tools: [sender] });
  }
  // what is approved runs without it
  protected async handle() {}
}
