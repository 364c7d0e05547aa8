// Domains that pass for a known one: spelled with look-alike letters, or with the known one in front of, or behind, what counts.
import { skeleton } from './confusables.js';
import { Values } from './near-miss.js';

/** Whose domain it is not. `sure`: nobody hits upon such a name by chance. */
export interface Passing {
  readonly domain: string;
  readonly other: string;
  readonly sure: boolean;
}

const AUTHORITY = /^[a-z][a-z0-9+.-]*:[/\\]{2,}([^/?#\\]*)/iu;
const DOMAIN = /^[^\s/?#\\@:]+\.[^\s/?#\\@:]+$/u;
const LONGEST = 254;

/** The domain of an address, of a link, or a domain that stands alone: what counts is behind the last `@`. */
function domainOf(name: string): string | undefined {
  const [, authority = name] = AUTHORITY.exec(name) ?? [];
  const domain = authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/u, '');
  return domain.length <= LONGEST && DOMAIN.test(domain) ? domain.toLowerCase() : undefined;
}

/** The domains of the names and addresses that a person knows. */
export class Domains {
  readonly #known = new Set<string>();
  readonly #addresses: readonly string[];
  readonly #values: Values;
  readonly #looks = new Map<string, string>();

  constructor(names: Iterable<string>) {
    const all = [...names];
    for (const name of all) this.#known.add(domainOf(name) ?? '');
    this.#known.delete('');
    this.#addresses = all.filter((name) => name.includes('@'));
    this.#values = new Values(this.#known);
    for (const domain of this.#known) this.#looks.set(skeleton(domain), domain);
  }

  /** The known domain, or address, that an unknown name passes for. Must not throw. */
  passing(name: string): Passing | undefined {
    const domain = domainOf(name);
    if (domain === undefined || this.#isOurs(domain)) return undefined;
    const begun = this.#addresses.find((one) => name.startsWith(one) && !/[\p{L}\p{N}]/u.test(name[one.length] ?? 'x'));
    const other = begun ?? this.#twin(domain) ?? this.#twin(decoyIn(name));
    if (other !== undefined) return { domain, other, sure: true };
    const near = this.#values.near(domain);
    return near === undefined ? undefined : { domain, other: near, sure: false };
  }

  /** Whoever has a domain has those below it. */
  #isOurs(domain: string): boolean {
    return this.#known.has(domain) || [...this.#known].some((known) => domain.endsWith(`.${known}`));
  }
  #twin(domain: string): string | undefined {
    const look = skeleton(domain);
    const twin = this.#looks.get(look);
    if (twin !== undefined) return twin;
    const [found] =
      [...this.#looks].find(([known]) => /^[.-]/.test(look.slice(known.length)) && look.startsWith(known)) ??
      [...this.#looks].find(([known]) => look.endsWith(`-${known}`)) ??
      [];
    return found === undefined ? undefined : this.#looks.get(found);
  }
}

/** What stands before the last `@`, and looks like a domain. */
const decoyIn = (name: string): string => {
  const [, authority = name] = AUTHORITY.exec(name) ?? [];
  return authority.slice(0, Math.max(0, authority.lastIndexOf('@'))).replace(/^.*@/su, '');
};
