// The desk with a person at it, in this terminal, line by line or on the whole of it, or on a page: they decide until they quit; what they approved is then waited for.
import { terminal } from '@sallyport/inbox/terminal';
import { chronicle, isOpen, type Chronicle } from '../chronicle.js';
import type { Flags } from '../flags.js';
import { CONTACTS, DESK_ADDRESS, EXECUTOR_AGENT, MAIL_AGENT, OWNER } from '../names.js';
import type { Cast, Stage } from '../stage.js';
import { until } from '../until.js';
import { claimStory } from './story.js';

/** Where the person sits. */
export interface Seat {
  readonly review: Flags['review'];
  readonly port: Flags['port'];
  readonly output: NodeJS.WriteStream;
}

export async function attended(stage: Stage, cast: Cast, seat: Seat): Promise<Chronicle> {
  const { files } = await stage.office.outlet();
  const known = [OWNER, MAIL_AGENT, EXECUTOR_AGENT, DESK_ADDRESS, files];
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.on('SIGINT', interrupt);
  cast.say('Mail is coming in. What an agent wants done waits for you here.');
  await sit(stage, cast, { ...seat, known, signal: stop.signal });
  process.off('SIGINT', interrupt);
  await until('what was approved has ended', async () =>
    (await chronicle(stage)).asked.some(isOpen) ? undefined : true,
  );
  const story = await chronicle(stage);
  claimStory(stage, cast, story, files);
  return story;
}

async function sit(
  stage: Stage,
  { say }: Cast,
  { review, port, output, known, signal }: Seat & { readonly known: readonly string[]; readonly signal: AbortSignal },
): Promise<void> {
  if (review === 'web') {
    const { reviewOnPage } = await import('../page.js');
    const { root, store, desk } = stage;
    return reviewOnPage({ root, store, desk, say, known, ...(port !== undefined && { port }) }, signal);
  }
  say('q ends your sitting, and the summary follows.');
  const options = { output, known, contacts: CONTACTS };
  if (review === 'terminal') return terminal(options).review(stage.desk, { signal });
  const { tui } = await import('@sallyport/inbox/tui');
  return tui(options).review(stage.desk, { signal });
}
