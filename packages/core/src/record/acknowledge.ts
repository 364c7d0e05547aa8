// Acknowledging: a runtime that has seen an agent frozen writes it down for itself, and then says so in the journal.
import type { Id } from '../canonical.js';
import type { Journal } from './journal.js';

/** Says of each frozen agent that this runtime knows. From here on nothing that is put back lets it start anything of theirs. */
export async function acknowledge(journal: Journal, runtime: Id): Promise<void> {
  for (const [agent, { seq, acknowledged }] of [...journal.fold.frozen]) {
    if (acknowledged.includes(runtime)) continue;
    await journal.ledger.keep(journal.fold);
    await journal.commit((draft) => {
      const frozen = draft.fold.frozen.get(agent);
      // thawed meanwhile, this would freeze it again
      if (frozen?.seq === seq && !frozen.acknowledged.includes(runtime)) draft.add({ kind: 'stop', target: agent });
    });
  }
}
