// Domains that pass for a known one: spelled with look-alike letters, or with the known one in front of, or behind, what counts.
import { skeleton } from './confusables.js';
import { Values } from './near-miss.js';

/** Whose domain it is not. `sure`: nobody hits upon such a name by chance. */
export interface Passing {
  readonly domain: string;
  readonly other: string;
  readonly sure: boolean;
}

const AUTHORITY = /^(?:[a-z][a-z0-9+.-]*:[/\\]{2,})?([^/?#\\]*)/iu;
const DOMAIN = /^[^\s@:]+\.[^\s@:]+$/u;
const LONGEST = 254;

/** What counts is behind the last `@`: the domain of an address, of a link, or one that stands alone. And what stands before it. */
function domainOf(name: string): readonly [domain: string | undefined, before: string] {
  const authority = AUTHORITY.exec(name)?.[1] ?? '';
  const at = authority.lastIndexOf('@');
  const domain = authority
    .slice(at + 1)
    .replace(/:\d*$/u, '')
    .toLowerCase();
  const before = authority.slice(0, Math.max(0, at)).replace(/^.*@/su, '');
  return [domain.length <= LONGEST && DOMAIN.test(domain) ? domain : undefined, before];
}

/** The domains of the names and addresses that a person knows. */
export class Domains {
  /** Each as it looks. */
  readonly #known: ReadonlyMap<string, string>;
  readonly #addresses: readonly string[];
  readonly #near: Values;

  constructor(names: Iterable<string>) {
    const all = [...names];
    const domains = all.flatMap((name) => domainOf(name)[0] ?? []);
    this.#known = new Map(domains.map((domain) => [skeleton(domain), domain]));
    this.#addresses = all.filter((name) => name.includes('@'));
    this.#near = new Values(domains);
  }

  /** The known domain, or address, that an unknown name passes for. Must not throw. */
  passing(name: string): Passing | undefined {
    const [domain = name, before] = domainOf(name);
    const begun = this.#addresses.find((one) => name.startsWith(one) && !/[\p{L}\p{N}]/u.test(name[one.length] ?? 'x'));
    if (begun !== undefined) return { domain, other: begun, sure: true };
    // whoever has a domain has those below it
    const isOurs = [...this.#known.values()].some((known) => `.${domain}`.endsWith(`.${known}`));
    if (isOurs || !DOMAIN.test(domain)) return undefined;
    const other = this.#twin(domain) ?? this.#twin(before);
    if (other !== undefined) return { domain, other, sure: true };
    const near = this.#near.near(domain);
    return near === undefined ? undefined : { domain, other: near, sure: false };
  }

  /** Alike, or with the known one in front of, or behind, what counts. */
  #twin(domain: string): string | undefined {
    const look = `${skeleton(domain)}.`;
    return [...this.#known].find(
      ([known]) => look.startsWith(`${known}.`) || look.startsWith(`${known}-`) || look.endsWith(`-${known}.`),
    )?.[1];
  }
}
