// review: lists what waits, shows one proposal whole, and decides it: over the digest of what was seen, and nothing else.
import { SallyportError, type ReviewItem } from '@sallyport/core';
import { approveWords, queueScreen, quoted, render, textScreen, viewOf, viewQueue, type View } from '@sallyport/inbox';
import { agrees, ask } from '../ask.js';
import type { Call, Run } from '../command.js';
import { Failure, Usage } from '../errors.js';
import { EXIT, type Exit } from '../exit.js';
import { itemOf } from '../item.js';
import { isAttended } from '../io.js';
import { knownTo, reading, signing, type Seat } from '../open.js';

/** So much of a digest has to be said. */
const LEAST = 12;

export const run: Run = async (call) => {
  const { given } = call;
  const [id] = given.args;
  const verdict = verdictOf(call);
  if (id === undefined) {
    if (verdict !== undefined) throw new Usage(`--${verdict} wants the ID of what is decided`, 'review');
    return reading(call, (seat) => list(call, seat));
  }
  if (verdict === undefined) return reading(call, async (seat) => show(call, await drawn(seat, id)));
  return signing(call, (seat) => (verdict === 'approve' ? approve(call, seat, id) : deny(call, seat, id)));
};

function verdictOf({ given }: Call): 'approve' | 'deny' | undefined {
  if (given.has('approve') && given.has('deny')) throw new Usage('--approve and --deny: take one of them', 'review');
  if (given.has('digest') && !given.has('approve') && !given.has('deny'))
    throw new Usage('--digest goes with --approve or --deny', 'review');
  if (given.has('reason') && !given.has('deny')) throw new Usage('--reason goes with --deny', 'review');
  return given.has('approve') ? 'approve' : given.has('deny') ? 'deny' : undefined;
}

async function list({ print }: Call, seat: Seat): Promise<Exit> {
  const queue = viewQueue(await seat.desk.pending(), await knownTo(seat));
  if (print.json) print.data(queue);
  else if (queue.total === 0 && queue.broken.length === 0) print.line('nothing waits for you');
  else print.screen(queueScreen(queue, { width: print.width, color: print.color }));
  return EXIT.done;
}

interface Drawn {
  readonly item: ReviewItem;
  readonly view: View;
}

async function drawn(seat: Seat, id: string): Promise<Drawn> {
  const item = await itemOf(seat.desk, id);
  return { item, view: viewOf(item, await knownTo(seat)) };
}

function show(call: Call, { view }: Drawn): Exit {
  if (call.print.json) call.print.data(view);
  else draw(call, view);
  return EXIT.done;
}

const draw = ({ print }: Call, view: View): void =>
  print.screen(textScreen(view, { width: print.width, color: print.color, whole: true }));

async function approve(call: Call, seat: Seat, id: string): Promise<Exit> {
  const { given, io, print } = call;
  const { item, view } = await drawn(seat, id);
  mustWait(item);
  const seen = given.text('digest');
  if (seen !== undefined) {
    mustBeSeen(seen, item);
    if (!print.json) draw(call, view);
  } else {
    if (!isAttended(io) || print.json)
      // the digest itself is said only by what shows all that it stands for
      throw new Usage(
        `nobody is asked here: look at it, review ${item.id}, and say its digest with --digest`,
        'review',
      );
    draw(call, view);
    if (!(await isSure(call, view))) throw new Failure(EXIT.refused, `nothing was approved: ${item.id} still waits`);
  }
  await seat.desk.approve(item.id, { digest: item.digest });
  return say(call, item, 'approve');
}

/** What needs care takes the code of its digest, as it does on the other screens. */
async function isSure({ io }: Call, view: View): Promise<boolean> {
  const { sentence, risk, flow } = view;
  const { code, folded } = approveWords(view);
  // all of it was shown, and what is long may have gone by
  const { words } = approveWords(view, folded);
  io.error.write(`\n${flow === undefined ? '' : `${flow.words}\n`}${sentence} ${risk.word}\n${words}\n`);
  if (code === undefined) return agrees(io, 'approve exactly this?');
  const long = folded.length === 0 ? '' : ` Long, and shown whole above: ${folded.join(', ')}.`;
  const how = `To approve it, type the first ${code.length} characters of its digest: `;
  return (await ask(io, `look twice.${long} ${how}`)) === code;
}

function mustBeSeen(seen: string, { digest, id }: ReviewItem): void {
  if (!/^[0-9a-f]+$/.test(seen) || seen.length < LEAST)
    throw new Usage(`--digest takes ${LEAST} characters or more of the digest, 0-9 and a-f`, 'review');
  if (digest.startsWith(seen)) return;
  throw new SallyportError(
    'BAD_EVIDENCE',
    `what waits as ${id} has another digest: look at it again, review ${id}; nothing was decided`,
  );
}

/** Said before anything is asked. */
function mustWait({ id, state }: ReviewItem): void {
  if (state === 'pending') return;
  throw new SallyportError('ALREADY_DECIDED', `the proposal ${id} is ${state} already: nothing is left to decide`);
}

async function deny(call: Call, seat: Seat, id: string): Promise<Exit> {
  const item = await itemOf(seat.desk, id);
  const seen = call.given.text('digest');
  if (seen !== undefined) mustBeSeen(seen, item);
  await seat.desk.deny(item.id, call.given.text('reason'));
  return say(call, item, 'deny');
}

function say({ print }: Call, { id, digest, executor }: ReviewItem, verdict: 'approve' | 'deny'): Exit {
  if (print.json) print.data({ id, digest, verdict });
  else if (verdict === 'deny') print.line(`denied: ${render(id)}`, 'good');
  else print.line(`approved and signed: ${quoted(executor)} may run exactly this, ${digest.slice(0, LEAST)}`, 'good');
  return EXIT.done;
}
