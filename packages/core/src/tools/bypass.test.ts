import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { systemClock } from '../clock.js';
import { SallyportError } from '../errors.js';
import { EFFECTS, ROLES, TABLE, type Role, type TrustLevel } from '../trust.js';
import { contract } from './contract.js';
import vectors from './fixtures/runtime-bypass.json' with { type: 'json' };
import { only } from './only.js';
import { register, registerProposes, type Registry } from './registry.js';
import { sealOf, tool } from './tool.js';

const input = z.strictObject({ url: z.string() });
const webPage = tool({ name: 'web_page', effect: 'ingest', source: 'low', input, run: async () => 'a page' });
const draft = tool({ name: 'save_draft', effect: 'draft', input, run: async () => 1 });
const email = contract({
  name: 'send_email',
  effect: 'send',
  input: z.strictObject({ to: z.string() }),
  control: ['to'],
});
const sendEmail = tool(email, async () => 'sent');

const intake = (tools: unknown, trust: TrustLevel = 'low'): Registry => registerAs('intake', trust, tools);
const action = (tools: unknown, trust: TrustLevel = 'high'): Registry => registerAs('action', trust, tools);

describe('WALL-1: the run-time bypass vectors', () => {
  test.each(Object.entries(bypasses()))('WALL-1: %s', (_id, check) => check());
  test('WALL-1: every row is checked here or named with the room that checks it', () => {
    expect(vectors).toHaveLength(25);
    expect([...Object.keys(bypasses()), ...Object.keys(ELSEWHERE)].sort()).toEqual(vectors.map(({ id }) => id).sort());
  });
});

const ELSEWHERE = {
  'D1-runtime-bypass-009': 'agents: the trust is what the constructor was given',
  'D1-runtime-bypass-010': 'agents: an instance is frozen when it is registered',
  'D1-runtime-bypass-011': 'agents: no method of an agent stands between a tool and its call',
  'D1-runtime-bypass-022': 'agents: an agent whose constructor was skipped has no seat',
  'D1-runtime-bypass-023': 'agents: new.target is the class that was constructed',
  'D1-runtime-bypass-031': 'docs/limits.md: closures between agents are not tracked',
  'D1-runtime-bypass-035': 'events: a listener removes only itself',
  'D1-runtime-bypass-036': 'events: what is emitted is journalled, never only emitted',
} as const;

function bypasses(): Readonly<Record<string, () => void | Promise<void>>> {
  return {
    'D1-runtime-bypass-001': () => {
      const naive = { registry: new Map([['web_page', webPage as unknown]]) };
      naive.registry.set('send_email', sendEmail);
      expect(naive.registry.has('send_email')).toBe(true);
      const registry = intake([webPage]);
      expect(Object.values(registry).filter((value) => value instanceof Map)).toEqual([]);
      expect(() => Object.assign(registry, { get: () => sealOf(sendEmail) })).toThrow(TypeError);
      expect(() => Object.assign(registry.names, { 0: 'send_email' })).toThrow(TypeError);
      expect(registry.get('send_email')).toBeUndefined();
    },
    'D1-runtime-bypass-002': () =>
      expect(errorOf(() => intake([sendEmail as unknown as typeof webPage])).message).toBe(sendEmail.fits.role.intake),
    'D1-runtime-bypass-004': () => {
      expect(Object.freeze(new Map<string, unknown>()).set('send_email', 1).size).toBe(1);
      expect(Object.isFrozen(intake([webPage]))).toBe(true);
      expect('set' in intake([webPage])).toBe(false);
    },
    'D1-runtime-bypass-005': () => {
      expect(Object.freeze(new Set()).add('x').size).toBe(1);
      // What is frozen here is plain: objects and arrays, no collection that freezing leaves open.
      for (const value of reachable([
        intake([webPage]).names,
        webPage,
        email,
        only(email, { to: 'sender' }),
        TABLE,
        EFFECTS,
        ROLES,
      ])) {
        expect(Object.isFrozen(value)).toBe(true);
        expect([Object.prototype, Array.prototype, null]).toContain(Object.getPrototypeOf(value));
      }
    },
    'D1-runtime-bypass-008': () => {
      const naive = { send_email: { run: async () => 'sent' } };
      expect(naive.send_email.run).toBeTypeOf('function');
      for (const value of reachable([sendEmail, webPage, email])) {
        expect(
          Object.values(Object.getOwnPropertyDescriptors(value)).filter(
            (p) => typeof p.value === 'function' || p.get !== undefined,
          ),
        ).toEqual([]);
      }
    },
    'D1-runtime-bypass-012': () => {
      const registry = intake([webPage]);
      const hijacked = <R>(attack: () => R): R =>
        hijack(
          [
            [Map.prototype, 'get', () => sealOf(sendEmail)],
            [WeakMap.prototype, 'get', () => ({ contract: webPage.contract, run: open })],
            [Map.prototype, 'has', () => false],
          ],
          attack,
        );
      const open = sealOf(sendEmail)!.run;
      expect(hijacked(() => new Map().get('send_email') !== undefined)).toBe(true);
      expect(
        hijacked(() => [registry.get('send_email'), registry.get('web_page')?.contract === webPage.contract]),
      ).toEqual([undefined, true]);
      expect(hijacked(() => caught(() => intake([{ ...sendEmail }]))?.code)).toBe('NOT_A_TOOL');
      expect(hijacked(() => caught(() => intake([sendEmail]))?.code)).toBe('TOOL_FORBIDDEN');
      expect(hijacked(() => caught(() => action([sendEmail, sendEmail]))?.code)).toBe('DUPLICATE_NAME');
    },
    'D1-runtime-bypass-013': () => {
      const hijacked = <R>(attack: () => R): R =>
        hijack(
          [
            [Array.prototype, 'includes', () => true],
            [Array.prototype, 'some', () => true],
            [Array.prototype, 'indexOf', () => 0],
            [Array.prototype, 'find', () => true],
            [Set.prototype, 'has', () => true],
            [WeakMap.prototype, 'has', () => true],
            [WeakSet.prototype, 'has', () => true],
            [Object, 'hasOwn', () => true],
            [Object.prototype, 'hasOwnProperty', () => true],
            [Array, 'isArray', () => false],
          ],
          attack,
        );
      expect(hijacked(() => ['web_page'].includes('send_email'))).toBe(true);
      expect(hijacked(() => caught(() => intake([sendEmail]))?.code)).toBe('TOOL_FORBIDDEN');
      expect(hijacked(() => caught(() => intake([draft]))?.code)).toBe('TOOL_FORBIDDEN');
      expect(hijacked(() => caught(() => intake([{ ...webPage }]))?.code)).toBe('NOT_A_TOOL');
      expect(
        hijacked(() => caught(() => registerProposes({ agent: 'a', trust: 'low', proposes: [email] }))?.code),
      ).toBe('TOOL_FORBIDDEN');
    },
    'D1-runtime-bypass-014': () => {
      // A match everywhere, but an end for those who look for all of them.
      const exec = function (this: RegExp): unknown {
        return this.global ? null : ['x'];
      };
      const attack = (): unknown => [
        /^[a-z]+$/.test('Any Thing'),
        caught(() => contract({ name: 'Any Thing', effect: 'send', input }))?.code,
      ];
      expect(hijack([[RegExp.prototype, 'exec', exec]], attack)).toEqual([true, 'BAD_CONTRACT']);
    },
    'D1-runtime-bypass-018': () =>
      expect(hijack([[Date, 'now', () => 0]], () => [Date.now(), systemClock.now() > 0])).toEqual([0, true]),
    'D1-runtime-bypass-019': () => {
      const polluted = {
        control: [],
        egress: false,
        private: false,
        source: 'high',
        outsider: [],
        idempotent: true,
        resource: 'x',
        run: async () => 1,
        agent: 'x',
        trust: 'high',
      };
      const made = pollute(polluted, () => {
        expect(({} as { egress?: boolean }).egress).toBe(false);
        return contract({ name: 'send_all', effect: 'send', input });
      });
      expect(made).toMatchObject({ control: '*', egress: true, outsider: '*', idempotent: false });
      expect(Object.keys(made)).not.toContain('resource');
      expect(
        pollute(polluted, () => caught(() => contract({ name: 'x', effect: 'query', input } as never))?.code),
      ).toBe('BAD_CONTRACT');
      expect(pollute(polluted, () => caught(() => tool({ name: 'x', effect: 'send', input } as never))?.code)).toBe(
        'BAD_CONTRACT',
      );
      expect(pollute({ to: 'anyone' }, () => caught(() => only(email, {} as never))?.code)).toBe('BAD_OPTION');
    },
    'D1-runtime-bypass-020': () => {
      const Spoof = class {
        static [Symbol.hasInstance](_: unknown): boolean {
          return true;
        }
      };
      expect(({} as unknown) instanceof Spoof).toBe(true);
      expect(errorOf(() => intake([Object.assign(new Spoof(), webPage)])).code).toBe('NOT_A_TOOL');
    },
    'D1-runtime-bypass-026': async () => {
      vi.resetModules();
      const other = await import('../tool.js');
      const theirs = other.tool({ name: 'web_page', effect: 'ingest', source: 'low', input, run: async () => 1 });
      expect(theirs.fits).toEqual(webPage.fits);
      expect(errorOf(() => intake([theirs])).facts).toEqual({ agent: 'an_agent', tool: 'web_page', seat: 'intake' });
      expect(errorOf(() => intake([theirs])).message).toMatch(
        /^'web_page' was not made by this copy of @sallyport\/core: .*install the package once/,
      );
      // `as`: the types of two copies of one version are alike
      expect(errorOf(() => tool(theirs.contract as unknown as typeof webPage.contract, async () => '')).code).toBe(
        'NOT_A_TOOL',
      );
      expect(
        errorOf(() =>
          registerProposes({
            agent: 'a',
            trust: 'low',
            proposes: [other.only(other.contract({ name: 'x', effect: 'send', input }), { url: 'sender' })],
          }),
        ).code,
      ).toBe('NOT_A_TOOL');
    },
    'D1-runtime-bypass-028': () => {
      const registry = intake([webPage]);
      expect(() => Object.assign(webPage, { run: async () => 'evil' })).toThrow(TypeError);
      expect(() => Object.assign(webPage.fits.role, { action: true })).toThrow(TypeError);
      expect(() => Object.assign(webPage.contract, { effect: 'analyze' })).toThrow(TypeError);
      expect(() => Object.assign(registry.get('web_page')!, { run: async () => 'evil' })).toThrow(TypeError);
    },
    'D1-runtime-bypass-038': () => {
      // oxlint-disable-next-line typescript/no-explicit-any -- what the types cannot stop
      const anything: any = sendEmail;
      expect(errorOf(() => intake([anything])).code).toBe('TOOL_FORBIDDEN');
    },
    'D1-runtime-bypass-040': () => {
      expect(() => Object.assign(TABLE.zero, { act: 'allow' })).toThrow(TypeError);
      expect(() => Object.assign(ROLES.intake.may, { send: true })).toThrow(TypeError);
      expect(() => Object.assign(EFFECTS, { zero: { tier: 'observe', does: 'sends' } })).toThrow(TypeError);
      expect(errorOf(() => action([sendEmail], 'zero')).code).toBe('TOOL_FORBIDDEN');
    },
    'D1-runtime-bypass-043': () =>
      expect(errorOf(() => intake([structuredClone({ ...webPage })])).code).toBe('NOT_A_TOOL'),
    'D1-runtime-bypass-044': () => {
      const src = fileURLToPath(new URL('..', import.meta.url));
      const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
        (file) => file.endsWith('.ts') && !file.includes('.test'),
      );
      expect(files.length).toBeGreaterThan(10);
      expect(
        files.filter((file) => /process\s*\.\s*env|import\.meta\.env/.test(readFileSync(src + file, 'utf8'))),
      ).toEqual([]);
    },
  };
}

// `as`: the tests hand over what the types refuse
const registerAs = (role: Role, trust: TrustLevel, tools: unknown): Registry =>
  register({ agent: 'an_agent', role, trust, tools: tools as Iterable<unknown> });

function caught(attack: () => unknown): SallyportError | undefined {
  try {
    attack();
    return undefined;
  } catch (error) {
    if (SallyportError.isInstance(error)) return error;
    throw error;
  }
}

function errorOf(attack: () => unknown): SallyportError {
  return caught(attack) ?? expect.fail('the attack went through');
}

/** Every object that can be reached from these, by any property. */
function reachable(roots: readonly object[]): ReadonlySet<object> {
  const seen = new Set<object>(roots);
  for (const value of seen) {
    for (const key of Reflect.ownKeys(value)) {
      const property: unknown = Reflect.get(value, key);
      if (typeof property === 'object' && property !== null) seen.add(property);
    }
  }
  return seen;
}

function hijack<R>(methods: readonly (readonly [object, string, (...args: never[]) => unknown])[], action: () => R): R {
  const { defineProperty } = Object;
  const before: PropertyDescriptor[] = [];
  for (let i = 0; i < methods.length; i++) before[i] = Object.getOwnPropertyDescriptor(methods[i]![0], methods[i]![1])!;
  for (let i = 0; i < methods.length; i++)
    defineProperty(methods[i]![0], methods[i]![1], { configurable: true, writable: true, value: methods[i]![2] });
  try {
    return action();
  } finally {
    for (let i = 0; i < methods.length; i++) defineProperty(methods[i]![0], methods[i]![1], before[i]!);
  }
}

/** Not enumerable: zod itself stumbles over an enumerable one, and then no contract is made at all. */
function pollute<R>(properties: Readonly<Record<string, unknown>>, action: () => R): R {
  for (const [key, value] of Object.entries(properties)) {
    Object.defineProperty(Object.prototype, key, { configurable: true, writable: true, value });
  }
  try {
    return action();
  } finally {
    for (const key of Object.keys(properties)) Reflect.deleteProperty(Object.prototype, key);
  }
}
