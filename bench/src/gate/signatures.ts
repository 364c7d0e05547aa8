/** Signatures: how many a round trip makes and checks, and what they cost without anything around them. */
import crypto, { generateKeyPairSync, sign, verify } from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

export interface Count {
  readonly signed: number;
  readonly verified: number;
}

/** Counts the signatures that are made and checked while `work` runs, whoever does so. */
export async function counted(work: () => Promise<unknown>): Promise<Count> {
  const held = { sign: crypto.sign, verify: crypto.verify };
  const count = { signed: 0, verified: 0 };
  const replace = (both: object): void => {
    Object.assign(crypto, both);
    // for those who have imported them by name
    syncBuiltinESMExports();
  };
  replace({
    sign: (...args: Parameters<typeof sign>) => (count.signed++, held.sign(...args)),
    verify: (...args: Parameters<typeof verify>) => (count.verified++, held.verify(...args)),
  });
  try {
    await work();
  } finally {
    replace(held);
  }
  return count;
}

/** An Ed25519 key of nobody's, for those who sign by hand. */
export class Hand {
  readonly #pair = generateKeyPairSync('ed25519');

  sign(text: string): Buffer {
    return sign(null, Buffer.from(text), this.#pair.privateKey);
  }
  /** Fails for a signature that is not of this hand. */
  check(text: string, signature: Buffer): void {
    if (!verify(null, Buffer.from(text), this.#pair.publicKey, signature)) throw new Error('a signature does not fit');
  }
}

/** Signs and checks texts that long, as often as counted, and does nothing else. */
export function signaturesAlone({ signed, verified }: Count, text: string): (count: number) => number {
  const hand = new Hand();
  return (count) => {
    for (let i = 0; i < count; i++) {
      let signature: Buffer = Buffer.alloc(0);
      for (let n = 0; n < signed; n++) signature = hand.sign(text);
      for (let n = 0; n < verified; n++) hand.check(text, signature);
    }
    return count;
  };
}
