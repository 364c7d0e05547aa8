// Holds a configuration against its TrustRoot: whoever it names is enrolled there, and can do what is expected of them.
import { allowlist, AllowlistError } from '@sallyport/allowlist';
import { quote, wordsOf } from '../errors.js';
import { mayApprove, mustSuffice, readApproval, type People } from '../people/approvers.js';
import { isPerson, type TrustRoot } from '../people/trust-root.js';
import type { Report } from './check.js';
import type { Config, GateEntry } from './config.js';
import { meant } from './near.js';
import { wordsOfPath, type Path } from './path.js';

export function checkRoot(config: Config, root: TrustRoot, report: Report): void {
  const people = root.principals.filter(isPerson).map(({ name }) => name);
  const hosts = new Map(
    root.principals.flatMap(({ name, agents }) => (agents === undefined ? [] : [[name, agents] as const])),
  );
  for (const name of Object.keys(config.people ?? {}))
    if (!people.includes(name)) report.key(['people', name], notThere('person', name, people));
  for (const [name, { agents }] of Object.entries(config.runtimes)) {
    const enrolled = hosts.get(name);
    if (enrolled === undefined) report.key(['runtimes', name], notThere('runtime', name, [...hosts.keys()]));
    else
      agents.forEach((agent, i) => {
        if (!enrolled.includes(agent))
          report.value(
            ['runtimes', name, 'agents', i],
            `the TrustRoot does not let ${quote(name)} speak for ${quote(agent)}: list it in createTrustRoot({ runtimes })`,
          );
      });
  }
  const taken = new Set([...people, ...hosts.keys(), ...[...hosts.values()].flat()]);
  for (const name of Object.keys(config.contacts ?? {}))
    if (taken.has(name))
      report.key(['contacts', name], `${quote(name)} is in the TrustRoot: people and agents of it are no contacts`);
  checkProposers(config, [...people, ...[...hosts.values()].flat()], report);
  checkLists(config, root.owner, report);
  checkApprovers(config, root.owner, { people, report });
  checkQuorum(config, { owner: root.owner, people }, report);
}

const notThere = (what: string, name: string, known: readonly string[]): string =>
  `the TrustRoot knows no ${what} ${quote(name)}: ${meant(name, known, `it knows ${known.map(quote).join(', ') || 'none'}`)}`;

/** Whose proposals an agent takes: nobody else than those who are there. */
function checkProposers(config: Config, known: readonly string[], report: Report): void {
  for (const [name, { acceptsFrom }] of Object.entries(config.agents))
    acceptsFrom?.forEach((from, i) => {
      if (!known.includes(from)) report.value(['agents', name, 'acceptsFrom', i], notThere('agent', from, known));
    });
}

/** A list that denies its owner is a fault, and now the owner is known. */
function checkLists(config: Config, owner: string, report: Report): void {
  const lists: [Path, readonly string[] | undefined][] = [
    [['allowlist'], config.allowlist],
    [['agent', 'allowlist'], config.agent?.allowlist],
    ...Object.entries(config.agents).map(([name, { allowlist: list }]): [Path, readonly string[] | undefined] => [
      ['agents', name, 'allowlist'],
      list,
    ]),
  ];
  for (const [path, patterns] of lists) {
    // one by one, so that none of them hides another
    patterns?.forEach((pattern, i) => {
      try {
        allowlist({ owner, patterns: [pattern], onWarning: () => undefined });
      } catch (error) {
        if (!AllowlistError.isInstance(error)) throw error;
        report.value(
          [...path, i],
          `the rule ${quote(pattern)} denies the owner, ${quote(owner)}: the owner may always write, take it out`,
        );
      }
    });
  }
}

function checkApprovers(
  config: Config,
  owner: string,
  { people, report }: { people: readonly string[]; report: Report },
): void {
  const lists: [Path, readonly string[] | undefined][] = [
    [['gate', 'approvers'], config.gate?.approvers],
    ...Object.entries(config.agents).map(([name, { approvers }]): [Path, readonly string[] | undefined] => [
      ['agents', name, 'approvers'],
      approvers,
    ]),
  ];
  for (const [path, patterns] of lists)
    if (patterns !== undefined && !people.some((person) => mayApprove(patterns, owner, person)))
      report.value(path, `nobody in the TrustRoot could approve: it knows ${people.map(quote).join(', ')}`);
}

/** More people than could ever approve: said where the number stands, or the list that is too short for it. */
function checkQuorum({ gate = {}, agents }: Config, people: People, report: Report): void {
  const all: [Path, object, GateEntry][] = [
    [['gate'], gate, gate],
    ...Object.entries(agents).map(([name, own]): [Path, object, GateEntry] => [
      ['agents', name],
      own,
      { ...gate, ...own },
    ]),
  ];
  for (const [path, own, { approvers, quorum = 1, escalate }] of all) {
    const place = ['quorum', 'approvers', 'escalate'].find((key) => Object.hasOwn(own, key));
    if (place === undefined || quorum === 1) continue;
    try {
      const what = wordsOfPath(path);
      mustSuffice(what, readApproval(what, { approvers, quorum, escalate }), people, false);
    } catch (error) {
      report.key([...path, place], wordsOf(error));
    }
  }
}
