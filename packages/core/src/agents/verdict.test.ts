// The verdict, held against the plainest way to write it down.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { closesEgress, join, labelOf, trustOf, type Label } from '../content/label.js';
import {
  EFFECTS,
  meet,
  notBelow,
  stricter,
  tableVerdict,
  TRUST,
  VERDICTS,
  type Effect,
  type Verdict,
} from '../trust.js';
import { judge, type Facts } from './verdict.js';

test('WALL-4: it is the strictest of the table, the floor, flow, policy, bounds and stops, whatever they say', () => {
  fc.assert(
    fc.property(FACTS, (facts) => {
      const { verdict, trust } = judge(facts);
      expect({ verdict, trust }).toEqual(plainly(facts));
    }),
    { numRuns: 3_000 },
  );
});

test('WALL-4: an effect that nobody knows is denied at every trust', () => {
  for (const trust of TRUST) {
    // `as`: what a JavaScript user hands over
    const effect = 'constructor' as Effect;
    const ruling = judge({ ...base, effect, watermark: labelOf('a', trust), control: [], args: [] });
    expect(ruling).toEqual({ verdict: 'deny', trust, reason: `${trust} trust may not unknown` });
  }
});

test('FLOW-1: a label from elsewhere is taken by what it says, not by what it was made from', () => {
  const high = labelOf('a', 'high');
  const low = { a: 'low' } as const;
  expect(trustOf({ ...high, from: low })).toBe('low');
  expect(trustOf(Object.create(high, { from: { value: low } }) as Label)).toBe('low');
  expect(trustOf(JSON.parse(JSON.stringify(high)) as Label)).toBe('high');
});

test('FLOW-5: under a plan, a Ref of so many sources that they are counted as one may be going to any of its authors', () => {
  const page = labelOf('tool:page', 'low');
  const crm = labelOf('tool:crm', 'low', true);
  const many = Array.from({ length: 200 }, (_, n) => labelOf(`tool:${n}`, 'low')).reduce(join);
  const ruled = (arg: Label, address: Label) =>
    judge({
      ...{ ...base, effect: 'send', watermark: labelOf('alice', 'high'), isPlanned: true },
      ...{ control: [address], args: [address, arg] },
    }).verdict;
  const picked = labelOf('tool:page', 'high');
  const mixed = join(crm, page);
  expect([ruled(mixed, picked), ruled(mixed, labelOf('alice', 'high'))]).toEqual(['ask', 'allow']);
  expect(ruled(join(mixed, many), picked)).toBe('ask');
  const crowd = Array.from({ length: 201 }, (_, n) => labelOf(`tool:${n}`, 'high')).reduce(join);
  expect(ruled(mixed, join(crowd, picked))).toBe('ask');
});

/** As it is written in the design: no shortcut, nothing looked up. */
function plainly(facts: Facts): { readonly verdict: Verdict; readonly trust: string } {
  const { watermark, own = watermark, control, args, effect, egress, policy, outside, frozen, isPlanned } = facts;
  const trust = control.reduce((low, label) => meet(low, trustOf({ ...label })), trustOf({ ...watermark }));
  if (frozen !== undefined || outside !== undefined) return { verdict: 'deny', trust };
  const named = control.reduce(join, watermark);
  const isTrusted = notBelow(trustOf({ ...named }), 'medium');
  const outsiders = (label: Label): readonly string[] =>
    Object.keys(label.from).filter(
      (id) => !notBelow(label.from[id]!, 'medium') && label.private.some((secret) => secret !== id),
    );
  const mixed = args.filter((arg) =>
    isPlanned === true
      ? outsiders(arg).some((id) => control.some(({ from }) => Object.hasOwn(from, id)))
      : outsiders(arg).length > 0,
  );
  const leaving = (isTrusted ? mixed : args).reduce(join, join(named, own));
  const ruled = stricter(tableVerdict(trust, effect), egress && closesEgress(leaving) ? 'ask' : 'allow');
  const said = policy?.({ agent: '', executor: '', tool: '', effect, trust, verdict: ruled }) ?? 'allow';
  return { verdict: stricter(ruled, said), trust };
}

const base = { agent: 'reader', executor: 'reader', tool: 'a_tool', egress: true } as const;
const LABEL = fc
  .array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.constantFrom(...TRUST), fc.boolean()), {
    minLength: 1,
    maxLength: 3,
  })
  .map((sources) => sources.map(([id, trust, secret]) => labelOf(id, trust, secret)).reduce(join));
const FACTS = fc
  .record({
    // `as`: the keys of the table
    effect: fc.constantFrom(...(Object.keys(EFFECTS) as Effect[])),
    egress: fc.boolean(),
    watermark: LABEL,
    own: fc.option(LABEL, { nil: undefined }),
    isPlanned: fc.boolean(),
    control: fc.array(LABEL, { maxLength: 2 }),
    args: fc.array(LABEL, { maxLength: 2 }),
    policy: fc.option(
      fc.constantFrom(...VERDICTS).map((verdict) => () => verdict),
      { nil: undefined },
    ),
    outside: fc.option(fc.constant('it is outside'), { nil: undefined, freq: 9 }),
    frozen: fc.option(fc.constant('reader'), { nil: undefined, freq: 9 }),
  })
  .map((facts): Facts => ({ ...base, ...facts, args: [...facts.control, ...facts.args] }));
