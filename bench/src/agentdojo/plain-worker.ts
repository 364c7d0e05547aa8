// A worker that reads everything at once: without any wall, under a policy that asks, and under a watermark alone.
import { isHandle, nextOf, type Mind, type Session } from './mind.js';

/** Makes the calls of its task, and reads whatever comes. */
export async function workPlainly(mind: Mind): Promise<void> {
  const { session, job } = mind;
  const done = new Set<number>();
  while (done.size < job.calls.length) {
    const next = nextOf(job.calls, done, job.isRead);
    await Promise.all(
      next.map(async ({ call, index }) => {
        done.add(index);
        const output = await mind.attempt(() => session.call(job.tool(call.tool), call.args));
        mind.see(revealed(session, output));
      }),
    );
    await mind.obey();
  }
  await mind.tell();
}

/** Everything in it, every Ref opened. */
function revealed(session: Session, value: unknown): unknown {
  if (isHandle(value)) return session.reveal(value);
  if (Array.isArray(value)) return value.map((item) => revealed(session, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, revealed(session, item)]));
}
