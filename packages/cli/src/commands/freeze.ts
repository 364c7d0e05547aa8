// freeze and thaw: stops an agent at once, lists who is stopped, and lets one go on.
import type { FrozenAgent } from '@sallyport/core';
import { quoted, render } from '@sallyport/inbox';
import type { Call, Run } from '../command.js';
import { Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { reading, signing } from '../open.js';

export const freeze: Run = (call) => {
  const { given, print } = call;
  const [agent] = given.args;
  if (agent === undefined) {
    if (given.has('reason')) throw new Usage('--reason wants the AGENT that is stopped', 'freeze');
    return reading(call, async ({ desk }) => listed(call, await desk.frozen()));
  }
  return signing(call, async ({ desk }) => {
    await desk.freeze(agent, given.text('reason'));
    const now = (await desk.frozen()).find((one) => one.agent === agent);
    if (print.json) print.data({ agent, frozen: now ?? null });
    else {
      print.line(`${quoted(agent)} is stopped: what it asked for has ended, and nothing of it starts`, 'good');
      if (now !== undefined) printMissing(call, now);
    }
    return EXIT.done;
  });
};

export const thaw: Run = (call) =>
  signing(call, async ({ desk }) => {
    const agent = call.given.arg(0);
    await desk.lift(agent);
    if (call.print.json) call.print.data({ agent, frozen: null });
    else call.print.line(`${quoted(agent)} may go on; what had ended stays so`, 'good');
    return EXIT.done;
  });

function listed(call: Call, frozen: readonly FrozenAgent[]): typeof EXIT.done {
  const { print } = call;
  if (print.json) print.data({ frozen });
  else if (frozen.length === 0) print.line('nobody is stopped');
  else
    for (const one of frozen) {
      const by = one.by === undefined ? 'somebody without a key' : quoted(one.by);
      const why = one.reason === undefined ? '' : `: ${quoted(one.reason)}`;
      print.line(`${quoted(one.agent)} is stopped by ${by} since ${new Date(one.at).toISOString()}${why}`, 'warn');
      printMissing(call, one);
    }
  return EXIT.done;
}

function printMissing({ print }: Call, { missing }: FrozenAgent): void {
  if (missing.length > 0)
    print.line(
      `  not yet acknowledged by ${missing.map(render).join(', ')}: what was under way there may still end`,
      'warn',
    );
}
