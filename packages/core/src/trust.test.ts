import { describe, expect, test } from 'vitest';
import {
  EFFECTS,
  isEffect,
  isTrust,
  mayPropose,
  meet,
  notBelow,
  refusal,
  stricter,
  TABLE,
  tableVerdict,
  titleOf,
  TRUST,
  VERDICTS,
  type Effect,
  type Seat,
  type TrustLevel,
  type Verdict,
} from './trust.js';

describe('the trust table', () => {
  test('joining takes the lower', () => {
    for (const [i, a] of TRUST.entries()) {
      for (const [j, b] of TRUST.entries()) {
        expect(meet(a, b)).toBe(TRUST[Math.min(i, j)]);
        expect(notBelow(a, b)).toBe(i >= j);
      }
    }
  });

  test('the stricter of two verdicts', () => {
    for (const [i, a] of VERDICTS.entries())
      for (const [j, b] of VERDICTS.entries()) expect(stricter(a, b)).toBe(VERDICTS[Math.min(i, j)]);
  });

  test('is the one of the design', () => {
    expect(TABLE).toEqual({
      high: { observe: 'allow', record: 'allow', act: 'allow' },
      medium: { observe: 'allow', record: 'allow', act: 'ask' },
      low: { observe: 'allow', record: 'ask', act: 'ask' },
      zero: { observe: 'allow', record: 'deny', act: 'deny' },
    });
    const tiers = Object.entries(EFFECTS).map(([effect, { tier }]) => `${tier} ${effect}`);
    expect(tiers).toEqual([
      'observe ingest',
      'observe analyze',
      'observe report',
      'record task',
      'record draft',
      'record log',
      'act query',
      'act update',
      'act send',
      'act execute',
    ]);
    for (const trust of TRUST) {
      for (const effect of Object.keys(EFFECTS) as Effect[]) {
        const cell = TABLE[trust][EFFECTS[effect].tier];
        expect(tableVerdict(trust, effect)).toBe(effect === 'execute' && cell === 'allow' ? 'ask' : cell);
      }
    }
    expect(TRUST.filter(mayPropose)).toEqual(['low', 'medium', 'high']);
  });

  test('WALL-4: what the table does not know is denied', () => {
    for (const word of [
      '',
      'higher',
      '__proto__',
      'constructor',
      'toString',
      'HIGH',
      null,
      undefined,
      3,
      ['high'],
      {},
    ]) {
      expect(tableVerdict(word as TrustLevel, 'analyze')).toBe('deny');
      expect(tableVerdict('high', word as Effect)).toBe('deny');
      expect(isTrust(word) || isEffect(word) || mayPropose(word as TrustLevel)).toBe(false);
      expect([stricter('allow', word as Verdict), stricter(word as Verdict, 'ask')]).toEqual(['deny', 'deny']);
      expect(refusal('high', 'x', word as Effect, 'high')).toBeTypeOf('string');
      expect(refusal(word as Seat, 'x', 'analyze', 'high')).toBeTypeOf('string');
      expect([meet('high', word as TrustLevel), meet(word as TrustLevel, 'high')]).toEqual(['zero', 'zero']);
      expect(notBelow(word as TrustLevel, 'zero') || notBelow('high', word as TrustLevel)).toBe(false);
      expect(refusal('low', 'x', 'ingest', word as TrustLevel)).toBeTypeOf('string');
    }
  });

  test('WALL-1: a refusal names the agent, the tool and what it does', () => {
    expect(refusal('intake', 'send_email', 'send', 'high')).toBe(
      `an IntakeAgent cannot register 'send_email': it sends messages`,
    );
    expect(refusal('action', 'web_page', 'ingest', 'high')).toBe(
      `an ActionAgent cannot register 'web_page': it reads outside content`,
    );
    expect(refusal('low', 'form', 'ingest', 'zero')).toBe(
      `a low-trust agent cannot register 'form': it brings in zero-trust content`,
    );
    expect(refusal('high', 'shop', 'query', 'zero')).toBeUndefined();
    expect(refusal('intake', 'form', 'ingest', 'zero')).toBeUndefined();
    expect(titleOf('medium')).toBe('a medium-trust agent');
  });
});
