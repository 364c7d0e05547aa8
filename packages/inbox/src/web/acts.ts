// The two steps of every act: which bytes are to be signed, and what came of them once they are.
import { type Act, type Evidence, type Id, SallyportError, type Signed } from '@sallyport/core';
import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { faultOf } from '../queue.js';
import { type Draft, draftView } from '../draft.js';
import { type ViewContext } from '../known.js';
import { actOf, readForm, recordOf } from './act.js';
import { proposalAt, threadAt } from './address.js';
import { messageOf, type PageDesk } from './asking.js';
import type { Door } from './door/door.js';
import { draftPart } from './pages/draft.js';

export interface ActsOptions {
  readonly desk: PageDesk;
  /** Where passkeys are asked: those of any other place cannot sign here. */
  readonly door: Pick<Door, 'origin' | 'rpId'>;
  readonly context: () => Promise<ViewContext>;
  /** Hears how many were approved: who approves fast is told so. */
  readonly onApproved?: (count: number) => void;
}

/** What the script says when it is done, and where to go from there. */
interface Done {
  readonly id: Id;
  readonly words: string;
  readonly next: string;
  readonly label: string;
}

/** `POST /acts/draft`, which shows what is about to be written, `POST /acts/prepare` and `POST /acts/submit`. Whoever gets here is signed in: the door has looked. */
export function acts({ desk, door, context, onApproved }: ActsOptions): Hono {
  const app = new Hono();
  app.post('/acts/draft', async (c) => {
    const form = readForm(await c.req.json());
    const { kind, draft } = await draftOf(await actOf(form, (id) => desk.item(id)), desk);
    return c.json({ html: draftPart(draftView(draft, desk.person, await context()), kind).toString() });
  });
  app.post('/acts/prepare', async (c) => {
    const act = await actOf(readForm(await c.req.json()), (id) => desk.item(id));
    const bytes = await desk.prepare(act);
    const challenge = createHash('sha256').update(bytes).digest('base64url');
    const allowCredentials = await passkeysOf(desk, door);
    if (allowCredentials.length === 0)
      throw new SallyportError('NOT_ALLOWED', 'no passkey of yours is enrolled here: pair this device first');
    return c.json({ bytes: Buffer.from(bytes).toString('base64url'), challenge, rpId: door.rpId, allowCredentials });
  });
  app.post('/acts/submit', async (c) => {
    const { bytes, key, assertion } = recordOf(await c.req.json());
    if (typeof bytes !== 'string' || typeof key !== 'string')
      throw new SallyportError('BAD_INPUT', 'what is handed in is { bytes, key, assertion }: load the page again');
    const signed = new Uint8Array(Buffer.from(bytes, 'base64url'));
    // `as`: the desk checks evidence as part of the record's shape
    const evidence = { alg: 'webauthn', key, assertion: assertionOf(assertion) } as Evidence;
    // the desk gives the same answer to a browser that hands in the same again
    const id = await desk.submit(signed, evidence);
    onApproved?.(approvedIn(signed).length);
    return c.json(doneWith(signed, id));
  });
  app.onError((error, c) => {
    const code = SallyportError.isInstance(error) ? error.code : 'BAD_INPUT';
    const message = SallyportError.isInstance(error) ? faultOf(error) : 'what was sent is not JSON, or the desk failed';
    return c.json({ error: { code, message } }, 400);
  });
  return app;
}

/** The draft of an act that writes. Throws `BAD_INPUT` for any other, `UNKNOWN_ID` where the message is not there. */
async function draftOf(act: Act, desk: PageDesk): Promise<{ kind: 'send' | 'forward' | 'adopt'; draft: Draft }> {
  if ('send' in act) return { kind: 'send', draft: act };
  if ('forward' in act)
    return {
      kind: 'forward',
      draft: { forward: { ...act.forward, message: await messageOf(desk, act.forward.message) } },
    };
  if ('adopt' in act)
    return { kind: 'adopt', draft: { adopt: { ...act.adopt, message: await messageOf(desk, act.adopt.message) } } };
  throw new SallyportError('BAD_INPUT', 'only what is written has a draft: load the page again');
}

function assertionOf(given: unknown): { [name: string]: string } {
  const { authenticatorData, clientDataJSON, signature } = recordOf(given);
  if (typeof authenticatorData !== 'string' || typeof clientDataJSON !== 'string' || typeof signature !== 'string')
    throw new SallyportError('BAD_INPUT', 'an assertion is { authenticatorData, clientDataJSON, signature }');
  return { authenticatorData, clientDataJSON, signature };
}

async function passkeysOf(desk: PageDesk, { origin, rpId }: ActsOptions['door']): Promise<{ id: string; key: Id }[]> {
  const mine = (await desk.people()).find(({ name }) => name === desk.person);
  return (mine?.keys ?? []).flatMap(({ id, isRevoked, passkey }) =>
    passkey === undefined || isRevoked || passkey.rp !== rpId || passkey.origin !== origin
      ? []
      : [{ id: passkey.credential, key: id }],
  );
}

// `as`: the desk has read these bytes as a record by now
const bodyIn = (bytes: Uint8Array): Signed['body'] => (JSON.parse(new TextDecoder().decode(bytes)) as Signed).body;

/** What these bytes approve. */
function approvedIn(bytes: Uint8Array): readonly unknown[] {
  const body = bodyIn(bytes);
  return body.kind !== 'decision' ? [] : body.items.filter((item) => 'answer' in item && item.answer === 'approve');
}

/** What to say of bytes that are signed and taken. */
function doneWith(bytes: Uint8Array, id: Id): Done {
  const body = bodyIn(bytes);
  const back = { id, next: '/', label: 'What waits' };
  if (body.kind === 'decision') {
    const isYes = approvedIn(bytes).length === body.items.length;
    const many = body.items.length > 1;
    if (!isYes) return { ...back, words: many ? 'Denied: none of them will run.' : 'Denied: it will not run.' };
    return {
      ...back,
      words: many ? 'Approved and signed: exactly these run.' : 'Approved and signed: exactly this runs.',
    };
  }
  if (body.kind === 'message')
    return { id, words: 'Signed and sent.', next: `${threadAt(body.to)}#latest`, label: 'The conversation' };
  if (body.kind === 'proposal')
    return { id, words: 'What changed waits for your answer.', next: proposalAt(id), label: 'See what changed' };
  return { ...back, words: 'Signed: it is stopped.' };
}
