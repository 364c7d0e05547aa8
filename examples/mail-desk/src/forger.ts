// What somebody can write who has the store and no key: entries that continue the chain as they should, signed by nobody who may.
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto';
import type { Entry, Json, TrustRoot } from '@sallyport/core';
import type { Row, Store } from '@sallyport/core/store';

/** How a forged record is vouched for: not at all, by a key made on the spot, or by a signature taken from another record. */
export type Voucher = 'nothing' | 'own key' | 'the name of her key' | { readonly taken: Json };

/** One record to be written. The body may be anything: it need not be one that Sallyport knows. */
export interface Forged {
  readonly signer: string;
  readonly body: { readonly [key: string]: Json };
  readonly voucher: Voucher;
}

/** RFC 8785, as far as texts, whole numbers and lists need it. */
export function canonical(value: Json): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item: Json) => canonical(item)).join()}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, field]: [string, Json]) => `${JSON.stringify(key)}:${canonical(field)}`).join()}}`;
}

export const sha256 = (...parts: readonly (string | Uint8Array)[]): string =>
  parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** Bytes under a hash that fits them, and the row that keeps them. */
export function content(
  value: Json,
  label: Json,
): { readonly content: { readonly [key: string]: Json }; readonly row: Row } {
  const [id, salt, bytes] = [randomBytes(16).toString('base64url'), randomBytes(16), canonical(value)];
  const row: Row = { kind: 'content', id, value: salt.toString('base64url') + bytes };
  return { content: { id, hash: sha256(salt, bytes), label }, row };
}

export class Forger {
  readonly #root: TrustRoot;
  readonly #store: Store;
  readonly #key: KeyObject;
  /** The public half, for whoever would enrol it. */
  readonly public: string;

  constructor(root: TrustRoot, store: Store) {
    this.#root = root;
    this.#store = store;
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.#key = privateKey;
    this.public = publicKey.export({ type: 'spki', format: 'der' }).toString('base64url');
  }
  get keyId(): string {
    return createHash('sha256').update(Buffer.from(this.public, 'base64url')).digest('base64url').slice(0, 22);
  }

  /** Everything that the journal holds, as it stands there. */
  async entries(): Promise<readonly Entry[]> {
    // `as`: nobody has written to this store yet who should not
    return (await this.#store.entries(0, 100_000)).map(({ text }) => JSON.parse(text) as Entry);
  }

  /** Writes them in one transaction, chained to whatever stands last, and the rows beside them. */
  async write(
    forged: readonly Forged[],
    rows: readonly (Row | { readonly kind: 'content'; readonly id: string })[],
  ): Promise<void> {
    await this.#store.commit(0, (tail) => {
      const texts = tail.map(({ text }) => text);
      const entries = forged.map((one) => {
        const [seq, prev] = [texts.length, sha256(texts.at(-1) ?? '')];
        const text = canonical({ seq: seq + 1, prev, record: this.#sealed(one, { seq, hash: prev }) });
        texts.push(text);
        return { seq: seq + 1, text };
      });
      return { entries, rows };
    });
  }

  #sealed({ signer, body, voucher }: Forged, head: { readonly seq: number; readonly hash: string }): Json {
    const unsigned = { realm: this.#root.realm, head, at: Date.now(), signer, body };
    if (voucher === 'nothing') return unsigned;
    if (typeof voucher === 'object') return { ...unsigned, evidence: voucher.taken };
    const bytes = Buffer.from(canonical({ domain: `sallyport/${String(body['kind'])}/v1`, ...unsigned }));
    const hers = this.#root.principals.find(({ name }) => name === signer)?.keys[0]?.id ?? this.keyId;
    const key = voucher === 'own key' ? this.keyId : hers;
    return {
      ...unsigned,
      evidence: { alg: 'ed25519', key, signature: sign(null, bytes, this.#key).toString('base64url') },
    };
  }
}
