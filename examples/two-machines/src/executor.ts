// executor.ts: the agent of machine B. What it sends is written to a file, before it leaves; to carol the line hangs, while it is told to.
import { appendFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { ActionAgent, tool } from '@sallyport/core';
import { sendEmail } from './contracts.js';

export class Executor extends ActionAgent<'high'> {
  constructor({ outbox }: { readonly outbox: string }) {
    const sender = tool(sendEmail, async ({ to }) => {
      await appendFile(outbox, `${to}\n`);
      if (to === process.env['LINE_HANGS_FOR']) await pause(60_000);
    });
    super({ name: 'executor', trust: 'high', tools: [sender] });
  }
  // what is approved runs without it
  protected async handle() {}
}
