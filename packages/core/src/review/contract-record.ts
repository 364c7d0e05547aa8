// A contract as the journal knows it: its digest, and the data that a reviewer's process reads by it.
import * as z from 'zod';
import { sha256, toJson, type Hash, type Json } from '../canonical.js';
import { SallyportError } from '../errors.js';
import type { Journal } from '../record/journal.js';
import { contractData, digestOf, type AnyContract } from '../tools/contract.js';
import { EFFECTS, TRUST, type Effect, type TrustLevel } from '../trust.js';

/** The plain data of a contract, and the digest that covers every field of it. */
export interface ContractRecord {
  readonly digest: Hash;
  readonly data: ContractData;
}
export interface ContractData {
  readonly name: string;
  readonly effect: Effect;
  readonly source: TrustLevel;
  readonly input: Json;
  readonly control: '*' | readonly string[];
  readonly outsider: '*' | readonly string[];
  readonly egress: boolean;
  readonly private: boolean;
  readonly idempotent: boolean;
  /** Milliseconds. */
  readonly undo?: number;
}

const shape = z.object({
  name: z.string(),
  effect: z.enum(Object.keys(EFFECTS) as [Effect, ...Effect[]]),
  source: z.enum(TRUST),
  input: z.json(),
  control: z.union([z.literal('*'), z.array(z.string())]),
  outsider: z.union([z.literal('*'), z.array(z.string())]),
  egress: z.boolean(),
  private: z.boolean(),
  idempotent: z.boolean(),
  undo: z.number().optional(),
});

/** What was reached for and is not held is on record by its name alone (agents/forbid.ts). It could be anything. */
const nameOnly = z.strictObject({ name: z.string() });
const UNKNOWN: Omit<ContractData, 'name'> = {
  effect: 'execute',
  source: 'zero',
  input: {},
  control: '*',
  outsider: '*',
  egress: false,
  private: false,
  idempotent: false,
};

/** The record of a contract that is loaded in this process. */
export function recordOf(contract: AnyContract): ContractRecord {
  // contract() made the data with exactly these fields
  return { digest: digestOf(contract), data: contractData(contract) as unknown as ContractData };
}

/** Reads a contract by its digest. Throws `JOURNAL_BROKEN` when the row is missing or is not that contract. */
export async function readContract(journal: Journal, digest: Hash): Promise<ContractRecord> {
  const text = await journal.row('contract', digest);
  const data = text !== undefined && sha256(text) === digest ? parsed(text) : undefined;
  const stub = nameOnly.safeParse(data);
  if (stub.success) return { digest, data: { ...UNKNOWN, ...stub.data } };
  if (!shape.safeParse(data).success) {
    throw new SallyportError(
      'JOURNAL_BROKEN',
      `the contract ${digest.slice(0, 12)} of a proposal is missing or was changed in the store`,
      { digest },
    );
  }
  // whole, as it was hashed: the shape only says that the fields read here are there
  return { digest, data: data as unknown as ContractData };
}

/** The arguments that decide where the effect lands. */
export function controlKeys(data: ContractData, args: object): readonly string[] {
  return data.control === '*' ? Object.keys(args) : data.control.filter((key) => Object.hasOwn(args, key));
}

/** A contract's JSON, or `undefined` for what is none. */
function parsed(text: string): Json | undefined {
  try {
    return toJson(JSON.parse(text));
  } catch {
    return undefined;
  }
}
