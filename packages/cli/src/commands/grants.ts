// grants: what is approved beforehand; lists it, adds to it within listed bounds, and ends it.
import type { GrantLimits, GrantScope, Json, StandingGrant } from '@sallyport/core';
import { milliseconds } from '@sallyport/core/config';
import { quoted, render } from '@sallyport/inbox';
import type { Call, Run } from '../command.js';
import { Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { itemOf } from '../item.js';
import { reading, signing } from '../open.js';
import { ascii } from '../print.js';

export const list: Run = (call) =>
  reading(call, async ({ desk }) => {
    const { print } = call;
    const grants = await desk.grants();
    if (print.json) print.data({ grants });
    else if (grants.length === 0) print.line('nothing is approved beforehand');
    else for (const grant of grants) print.screen(linesOf(grant));
    return EXIT.done;
  });

function linesOf({ id, agent, tool, bounds, by, until, uses, left }: StandingGrant): readonly string[] {
  return [
    `${render(id)}: ${quoted(agent)} may use ${tool.name === undefined ? render(tool.contract) : quoted(tool.name)}`,
    ...Object.entries(bounds).map(([name, values]) => `  ${quoted(name)}: ${values.map(valueOf).join(' or ')}`),
    `  ${left} of ${uses} uses left, until ${new Date(until).toISOString()}, by ${quoted(by)}`,
  ];
}

const valueOf = (value: Json): string => (typeof value === 'string' ? quoted(value) : ascii(value));

export const add: Run = (call) => {
  const { given, print } = call;
  const scope = scopeOf(call);
  const uses = given.count('uses');
  const until = given.text('until');
  if (uses === undefined || until === undefined)
    throw new Usage('grants add wants --uses N and --until TIME: nothing is approved for ever', 'grants add');
  if (milliseconds(until) === undefined)
    throw new Usage(`--until takes a duration, as 12h or 7d, and not '${until}'`, 'grants add');
  return signing(call, async ({ desk }) => {
    // `as`: it was read as one
    const id = await desk.grant('like' in scope ? { ...scope, like: (await itemOf(desk, scope.like)).id } : scope, {
      uses,
      until: until as GrantLimits['until'],
    });
    if (print.json) print.data({ grant: id });
    else {
      print.line(`granted to ${quoted(scope.agent)}; what waits and fits is approved with it`, 'good');
      const grant = (await desk.grants()).find((one) => one.id === id);
      if (grant !== undefined) print.screen(linesOf(grant));
    }
    return EXIT.done;
  });
};

function scopeOf({ given }: Call): GrantScope {
  const agent = given.arg(0);
  const [like, contract] = [given.text('like'), given.text('contract')];
  if ((like === undefined) === (contract === undefined))
    throw new Usage('grants add wants --like PROPOSAL, or --contract DIGEST with --bound', 'grants add');
  if (contract !== undefined && !/^[0-9a-f]{64}$/.test(contract))
    throw new Usage(
      `--contract takes the whole digest of a contract, 64 of 0-9 and a-f, and not '${contract}'`,
      'grants add',
    );
  if (like === undefined) return { agent, contract: contract!, bounds: boundsOf(given.texts('bound')) };
  if (given.has('bound')) throw new Usage('--bound goes with --contract: --like takes its own', 'grants add');
  return { agent, like };
}

/** `to=a@b.example` is a text, `amount:=120` is JSON. */
function boundsOf(texts: readonly string[]): Record<string, Json[]> {
  const bounds: Record<string, Json[]> = {};
  for (const text of texts) {
    const [, name, sign, value = ''] = /^([^=:]+)(:?=)(.*)$/s.exec(text) ?? [];
    if (name === undefined) throw new Usage(`--bound takes NAME=VALUE, or NAME:=JSON, and not '${text}'`, 'grants add');
    (bounds[name] ??= []).push(sign === '=' ? value : json(value, text));
  }
  return bounds;
}

function json(value: string, text: string): Json {
  try {
    // `as`: that is what the parser makes
    return JSON.parse(value) as Json;
  } catch {
    throw new Usage(`what stands behind := is JSON: '${text}'`, 'grants add');
  }
}

export const revoke: Run = (call) =>
  signing(call, async ({ desk }) => {
    const id = call.given.arg(0);
    await desk.revoke(id, call.given.text('reason'));
    if (call.print.json) call.print.data({ grant: id, revoked: true });
    else call.print.line(`the grant ${render(id)} has ended`, 'good');
    return EXIT.done;
  });
