// Cedar, as WebAssembly: the policies are parsed once, and each question is put to them.
import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';

export function open({ rules, to }) {
  const policies = rules
    .filter(({ verdict }) => verdict === 'allow')
    .map(
      ({ role, trust, effect }) =>
        `permit(principal == Role::"${role}", action == Action::"${effect}", resource) when { context.trust == "${trust}" && context.to == "${to}" };`,
    );
  const parsed = preparsePolicySet('calls', { staticPolicies: policies.join('\n') });
  if (parsed.type !== 'success') throw new Error(JSON.stringify(parsed));
  const resource = { type: 'Call', id: 'call' };
  return ({ role, trust, effect, args }) => {
    const answer = statefulIsAuthorized({
      principal: { type: 'Role', id: role },
      action: { type: 'Action', id: effect },
      resource,
      context: { trust, to: args.to },
      preparsedPolicySetId: 'calls',
      validateRequest: false,
      entities: [],
    });
    if (answer.type !== 'success') throw new Error(JSON.stringify(answer));
    return answer.response.decision === 'allow';
  };
}
