// The names and addresses that a person knows, ready to be compared with, and the time: what a view is drawn up against.
import { KnownNames } from './scripts.js';

/** What a person knows, and what time it is. */
export interface ViewContext {
  /** Names and addresses that are known: of agents, of people, of earlier recipients. */
  readonly known: readonly string[];
  /** Contacts: their names, and their addresses as the channels write them (`mail:bob@example.com`). */
  readonly contacts?: readonly { readonly name: string; readonly at: readonly string[] }[];
  /** In milliseconds since 1970. */
  readonly now: number;
}

const CHANNEL = /^[^:@]+:/;

/** Every name and address of a context, addresses with and without their channel. */
export function knownNames({ known, contacts = [] }: ViewContext): KnownNames {
  const people = contacts.flatMap(({ name, at }) => [
    name,
    ...at,
    ...at.map((address) => address.replace(CHANNEL, '')),
  ]);
  return new KnownNames([...known, ...people]);
}
