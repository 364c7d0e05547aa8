// What a model is told of a session's tools and of what it may propose.
import { canonical, type Json } from '../canonical.js';
import { freeze } from '../primordials.js';
import type { AnyContract } from '../tools/contract.js';
import type { Proposes, Registry } from '../tools/registry.js';
import { EFFECTS } from '../trust.js';
import type { ModelTool } from './model.js';

const offer = ({ name, effect, input }: AnyContract, does = ''): ModelTool =>
  freeze({ name, description: `${EFFECTS[effect].does}${does}`, input });

export function offeredTools(registry: Registry): readonly ModelTool[] {
  return freeze(registry.names.map((name) => offer(registry.get(name)!.contract)));
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
