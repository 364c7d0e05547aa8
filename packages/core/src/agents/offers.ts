// What a model is told of a session's tools and of what it may propose.
import { canonical, type Json } from '../canonical.js';
import { freeze } from '../primordials.js';
import type { AnyContract } from '../tools/contract.js';
import type { Proposes, Registry } from '../tools/registry.js';
import { EFFECTS } from '../trust.js';
import type { ModelTool } from './model.js';
import type { Plan } from './plan.js';
import { saidOf } from './plan-words.js';

const offer = ({ name, effect, input }: AnyContract, does = ''): ModelTool =>
  freeze({ name, description: `${EFFECTS[effect].does}${does}`, input });

/** Under a plan: what is planned, and how often, with which arguments. */
export function offeredTools(registry: Registry, plan?: Plan): readonly ModelTool[] {
  return freeze(
    registry.names.flatMap((name) => {
      const { contract } = registry.get(name)!;
      if (plan === undefined) return [offer(contract)];
      const steps = plan.steps.filter(({ terms }) => terms.seal.contract === contract);
      const words = steps.map((one) => {
        const { times, args } = saidOf(one, plan.steps, () => 'a ref');
        return `${canonical(args!)}, ${times === 1 ? 'once' : `${String(times)} times at most`}`;
      });
      return steps.length === 0 ? [] : [offer(contract, `; only as planned: ${words.join('; or ')}`)];
    }),
  );
}

export function offeredProposals(proposes: Proposes): readonly ModelTool[] {
  return freeze(
    proposes.names.map((name) => {
      const { contract, bounds } = proposes.get(name)!;
      const limits = Object.entries(bounds).map(
        ([key, bound]) => `${key}: ${typeof bound === 'string' ? bound : canonical(bound as Json)}`,
      );
      return offer(
        contract,
        limits.length === 0 ? ', once a person agrees' : `, once a person agrees; ${limits.join('; ')}`,
      );
    }),
  );
}
