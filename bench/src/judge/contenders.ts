/** Who judges here: a Map, our own verdict, and libraries that decide who may do what. Each answers: may it run unasked? */
import { newEnforcer, newModelFromString } from 'casbin';
import { judge } from '../../../packages/core/src/agents/verdict.js';
import { labelOf } from '../../../packages/core/src/content/label.js';
import { outOfBounds } from '../../../packages/core/src/tools/bounds.js';
import { refusal } from '../../../packages/core/src/trust.js';
import { peer } from '../lib/peers.js';
import { RULES, SENDER, type Question, type Rule } from './questions.js';

export interface Judge {
  readonly name: string;
  readonly may: (question: Question) => boolean;
}

export const LIMIT = 'Map.get, ===';
export const OURS = 'sallyport';
export const CASL = 'CASL';
export const CEDAR = 'cedar-wasm';
export const CASBIN = 'casbin';

export async function judges(): Promise<readonly Judge[]> {
  return [
    { name: LIMIT, may: map() },
    { name: OURS, may: sallyport() },
    { name: CASL, may: await library('casl') },
    { name: CEDAR, may: await library('cedar') },
    { name: CASBIN, may: await casbin() },
  ];
}

function map(): Judge['may'] {
  const allowed = new Map(RULES.map(({ verdict }, key) => [key, { verdict, to: SENDER }]));
  return ({ key, args }) => {
    const rule = allowed.get(key);
    return rule !== undefined && rule.verdict === 'allow' && args.to === rule.to;
  };
}

/** As the choke point asks it, role, trust and bounds included: with the label of what the session has read. */
function sallyport(): Judge['may'] {
  const labels = { zero: label('zero'), low: label('low'), medium: label('medium'), high: label('high') };
  const bounds = { to: 'sender' } as const;
  const reach = { sender: SENDER, contacts: new Set<string>() };
  const control = ['to'];
  return ({ role, trust, effect, args }) => {
    const watermark = labels[trust];
    const one = [watermark];
    const outside = refusal(role, 'tool', effect, 'high') ?? outOfBounds(args, control, bounds, reach);
    return (
      judge({
        agent: 'agent',
        executor: 'agent',
        tool: 'tool',
        effect,
        egress: true,
        watermark,
        control: one,
        args: one,
        outside,
      }).verdict === 'allow'
    );
  };
}

const label = (trust: Question['trust']): ReturnType<typeof labelOf> => labelOf(`source-${trust}`, trust);

/** What the files of these libraries in bench/peers export. */
interface Library {
  readonly open: (given: { readonly rules: readonly Rule[]; readonly to: string }) => Judge['may'];
}

async function library(name: string): Promise<Judge['may']> {
  return (await peer<Library>(name)).open({ rules: RULES, to: SENDER });
}

async function casbin(): Promise<Judge['may']> {
  const model = newModelFromString(`
[request_definition]
r = role, trust, effect, to
[policy_definition]
p = role, trust, effect, to
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.role == p.role && r.trust == p.trust && r.effect == p.effect && r.to == p.to
`);
  const enforcer = await newEnforcer(model);
  const allowed = RULES.filter(({ verdict }) => verdict === 'allow');
  await enforcer.addPolicies(allowed.map(({ role, trust, effect }) => [role, trust, effect, SENDER]));
  return ({ role, trust, effect, args }) => enforcer.enforceSync(role, trust, effect, args.to);
}
