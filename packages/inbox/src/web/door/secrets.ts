// Secrets of the page: random, compared in constant time, and kept by their hash alone.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits, base64url. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/** What is kept of a secret. Whoever reads it cannot use it. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Says nothing about where the two differ. */
export const isSame = (one: string, other: string): boolean =>
  timingSafeEqual(Buffer.from(hashOf(one)), Buffer.from(hashOf(other)));
