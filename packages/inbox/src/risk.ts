// How much a proposal can do, as three words: what a queue is ordered by.
import { EFFECTS, type ReviewItem } from '@sallyport/core';
import type { Tone } from './words.js';

/** Riskiest first. */
export const RISKS = ['high', 'medium', 'low'] as const;
export type RiskLevel = (typeof RISKS)[number];

export interface Risk {
  readonly level: RiskLevel;
  readonly word: string;
  readonly tone: Tone;
  /** Why it is that level. */
  readonly because: string;
}

const TONES = { high: 'bad', medium: 'warn', low: 'calm' } as const satisfies Record<RiskLevel, Tone>;

/**
 * High: private content would leave, something is not what it looks like, it runs commands, or outsiders chose where an act lands. Medium: any other
 * act. Low: what only records or observes.
 */
export function riskOf({ tool, parts, flow }: ReviewItem, alarm: boolean): Risk {
  if (flow !== undefined) return risk('high', 'private content would leave, and outsiders had a say in it');
  if (alarm) return risk('high', 'something is not what it looks like');
  if (!Object.hasOwn(EFFECTS, tool.effect)) return risk('high', 'no table knows what it does');
  if (tool.effect === 'execute') return risk('high', 'it runs commands');
  const { tier } = EFFECTS[tool.effect];
  const chosen = parts.some(({ control, trust }) => control && trust !== 'high' && trust !== 'medium');
  if (tier === 'act' && chosen) return risk('high', 'outsiders may have chosen where it lands');
  return tier === 'act' ? risk('medium', 'it acts') : risk('low', tier === 'record' ? 'it records' : 'it observes');
}

const risk = (level: RiskLevel, because: string): Risk => ({
  level,
  word: `${level.toUpperCase()} risk`,
  tone: TONES[level],
  because,
});
