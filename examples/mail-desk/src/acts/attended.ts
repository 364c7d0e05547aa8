// The desk with a person at it, in this terminal: they decide until they quit; what they approved is then waited for.
import { terminal } from '@sallyport/inbox/terminal';
import { chronicle, isOpen, type Chronicle } from '../chronicle.js';
import { CONTACTS, DESK_ADDRESS, EXECUTOR_AGENT, MAIL_AGENT, OWNER } from '../names.js';
import type { Cast, Stage } from '../stage.js';
import { until } from '../until.js';
import { claimStory } from './story.js';

export async function attended(stage: Stage, cast: Cast, output: NodeJS.WriteStream): Promise<Chronicle> {
  const { files } = await stage.office.outlet();
  const known = [OWNER, MAIL_AGENT, EXECUTOR_AGENT, DESK_ADDRESS, files];
  cast.say(
    'Mail is coming in. What an agent wants done waits for you here; q ends your sitting, and the summary follows.',
  );
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.on('SIGINT', interrupt);
  await terminal({ output, known, contacts: CONTACTS }).review(stage.desk, { signal: stop.signal });
  process.off('SIGINT', interrupt);
  await until('what was approved has ended', async () =>
    (await chronicle(stage)).asked.some(isOpen) ? undefined : true,
  );
  const story = await chronicle(stage);
  claimStory(stage, cast, story, files);
  return story;
}
