import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meet, TRUST } from '../trust.js';
import { closesEgress, flowOf, join, labelOf, readLabel, trustOf, ZERO, type Label } from './label.js';

describe('labels', () => {
  test('FLOW-1: joining is a union that never raises, whatever the order and however often', () => {
    fc.assert(
      fc.property(labels, labels, labels, (a, b, c) => {
        expect(join(a, b)).toEqual(join(b, a));
        expect(join(join(a, b), c)).toEqual(join(a, join(b, c)));
        expect(join(join(a, b), b)).toEqual(join(a, b));
        expect(trustOf(join(a, b))).toBe(meet(trustOf(a), trustOf(b)));
        expect(join(a, b).private).toEqual([...new Set([...a.private, ...b.private])].sort());
      }),
    );
  });

  test('MAIL-5: a label comes back from JSON as it was, and whatever is no label is zero', () => {
    fc.assert(
      fc.property(labels, (label) => {
        expect(readLabel(JSON.parse(JSON.stringify(label)))).toEqual(label);
      }),
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(trustOf(readLabel(value))).toBe('zero');
      }),
    );
  });

  test('FLOW-5: a private source and a low one that is another close egress, as a reader would count them', () => {
    fc.assert(
      fc.property(labels, (label) => {
        const low = Object.keys(label.from).filter((id) => label.from[id] === 'low' || label.from[id] === 'zero');
        const pairs = low.flatMap((id) => label.private.map((secret) => [id, secret] as const));
        expect(closesEgress(label)).toBe(pairs.some(([id, secret]) => id !== secret));
      }),
    );
  });

  test('FLOW-5: once closed, nothing that is read besides opens it again', () => {
    fc.assert(
      fc.property(labels, labels, (a, b) => {
        if (closesEgress(a)) expect(closesEgress(join(a, b))).toBe(true);
      }),
    );
  });

  test('FLOW-5: content without an origin is another source than any private one', () => {
    expect(closesEgress({ from: {}, private: ['crm'] })).toBe(true);
    expect(closesEgress(join(ZERO, labelOf('crm', 'high', true)))).toBe(true);
  });

  test('FLOW-5: who would learn what of whom is named: a source is no outsider to its own secret', () => {
    const both = readLabel({
      from: { crm: 'high', mail: 'low', web: 'zero', bob: 'medium' },
      private: ['mail', 'crm'],
    });
    expect(flowOf(both)).toEqual({ carries: ['crm', 'mail'], outsiders: ['mail', 'web'] });
    expect(flowOf(readLabel({ from: { mail: 'low', crm: 'high' }, private: ['mail'] }))).toBeUndefined();
    expect(flowOf(readLabel({ from: { mail: 'low', crm: 'high' }, private: ['mail', 'crm'] }))).toEqual({
      carries: ['crm'],
      outsiders: ['mail'],
    });
    fc.assert(
      fc.property(labels, (label) => {
        const flow = flowOf(label);
        expect(flow !== undefined).toBe(closesEgress(label));
        expect([flow?.carries.length, flow?.outsiders.length]).not.toContain(0);
      }),
    );
  });

  test('FLOW-5: so many sources that they are counted as one still close it', () => {
    const page = (n: number): Label => labelOf(`tool:page_${n}`, 'low');
    let label = labelOf('tool:crm', 'high', true);
    expect(closesEgress(label)).toBe(false);
    for (let n = 0; n < 450; n += 1) {
      label = join(label, page(n));
      expect(closesEgress(label)).toBe(true);
    }
    expect(Object.keys(label.from).length).toBeLessThan(300);
  });
});

const ids = fc.constantFrom('alice', 'bob', '~mail:x', 'tool:crm', 'tool:page', 'tool:files');
const labels: fc.Arbitrary<Label> = fc
  .record({
    from: fc.dictionary(ids, fc.constantFrom(...TRUST), { minKeys: 1, maxKeys: 6 }),
    secret: fc.uniqueArray(ids, { maxLength: 3 }),
  })
  .map(({ from, secret }) => readLabel({ from: { ...from }, private: secret }));
