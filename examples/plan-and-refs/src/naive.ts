// The control run: the same model and the same mails, every tool in its hand, and no Sallyport.
import type { Model, ModelTool, Turn } from '@sallyport/core';
import { promptFor, type Job } from './jobs.js';
import type { Office } from './office.js';

const TOOLS = ['send_email', 'pay', 'move_event', 'add_event', 'delete_event'].map((name): ModelTool => ({
  name,
  description: name,
  input: { type: 'object' },
}));

export async function naiveAssistant(office: Office, model: Model, job: Job): Promise<void> {
  const turns: Turn[] = [{ role: 'user', text: promptFor(job, office.textsFor(job)) }];
  for (let round = 0; round < 4; round += 1) {
    const reply = await model.respond(turns, TOOLS, { signal: AbortSignal.timeout(60_000) });
    if (reply.calls.length === 0) return;
    turns.push({ role: 'model', ...reply });
    for (const { id, name, input } of reply.calls) {
      office.act(name, input);
      turns.push({ role: 'tool', call: id, name, result: 'done', failed: false });
    }
  }
}
