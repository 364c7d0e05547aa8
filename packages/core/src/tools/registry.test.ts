import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { SallyportError } from '../errors.js';
import { EFFECTS, ROLES, TABLE, TRUST, type Role, type TrustLevel } from '../trust.js';
import { unclassified } from './classify.js';
import { contract } from './contract.js';
import { oneOf, only } from './only.js';
import { register, registerProposes, type Registry } from './registry.js';
import { sealOf, tool } from './tool.js';

const input = z.strictObject({ url: z.string() });
const webPage = tool({ name: 'web_page', effect: 'ingest', source: 'low', input, run: async () => 'a page' });
const form = tool({ name: 'contact_form', effect: 'ingest', source: 'zero', input, run: async () => 1 });
const draft = tool({ name: 'save_draft', effect: 'draft', input, run: async () => 1 });
const email = contract({
  name: 'send_email',
  effect: 'send',
  input: z.strictObject({ to: z.string() }),
  control: ['to'],
});
const sendEmail = tool(email, async () => 'sent');
const ping = contract({ name: 'ping', effect: 'log', input: z.strictObject({}) });

const intake = (tools: unknown, trust: TrustLevel = 'low'): Registry => registerAs('intake', trust, tools);
const action = (tools: unknown, trust: TrustLevel = 'high'): Registry => registerAs('action', trust, tools);
const notMade = /was not made by this copy of @sallyport\/core/;

describe('WALL-1: what the types refuse is refused at run time, in the same words', () => {
  test.each([
    ['an act-tier tool in an IntakeAgent', () => intake([sendEmail]), sendEmail.fits.role.intake, 'intake'],
    ['one of a mixed array', () => intake([webPage, sendEmail]), sendEmail.fits.role.intake, 'intake'],
    ['an ingest tool in an ActionAgent', () => action([webPage]), webPage.fits.role.action, 'action'],
    ['trust too low to record', () => intake([draft]), draft.fits.trust.low, 'low'],
    ['trust too low to act', () => action([sendEmail], 'medium'), sendEmail.fits.trust.medium, 'medium'],
    ['a source below the trust', () => intake([form]), form.fits.trust.low, 'low'],
  ])('WALL-1: %s', (_title, attack, sentence, seat) => {
    const error = errorOf(attack);
    expect(error.code).toBe('TOOL_FORBIDDEN');
    expect(error.message).toBe(sentence);
    expect(error.facts).toMatchObject({ agent: 'an_agent', seat });
    expect(['send_email', 'web_page', 'save_draft', 'contact_form']).toContain(error.facts['tool']);
  });

  test('WALL-1: every cell of the table, for every role, effect and source', () => {
    let judged = 0;
    for (const effect of Object.keys(EFFECTS) as (keyof typeof EFFECTS)[]) {
      for (const source of effect === 'ingest' || effect === 'query' ? TRUST : (['high'] as const)) {
        // `as`: the loop builds what the compiler would want to see one by one
        const made = tool({
          name: 'x',
          effect,
          ...(source === 'high' && effect !== 'ingest' && effect !== 'query' ? {} : { source }),
          input,
          run: async () => 1,
        } as never) as { fits: Fits };
        for (const role of Object.keys(ROLES) as Role[]) {
          for (const trust of TRUST) {
            const sentences = [made.fits.role[role], made.fits.trust[trust]].filter((fit) => fit !== true);
            const isAllowed =
              TABLE[trust][EFFECTS[effect].tier] === 'allow' &&
              (role === 'intake' ? EFFECTS[effect].tier !== 'act' : effect !== 'ingest');
            const isTaken = effect !== 'ingest' || TRUST.indexOf(source) >= TRUST.indexOf(trust);
            expect(sentences.length === 0).toBe(isAllowed && isTaken);
            const thrown = caught(() => registerAs(role, trust, [made]));
            expect(thrown?.message).toBe(sentences[0]);
            judged++;
          }
        }
      }
    }
    expect(judged).toBe(128);
  });

  test('WALL-1: what nobody classified, a contract, and what is no tool at all', () => {
    const foreign = unclassified({ name: 'foreign', input: {}, run: async () => 1 });
    expect(errorOf(() => intake([foreign]))).toMatchObject({
      code: 'TOOL_FORBIDDEN',
      message: foreign.fits.role.intake,
    });
    expect(errorOf(() => intake([email]))).toMatchObject({ code: 'NOT_A_TOOL', message: email.fits.role.intake });
    for (const value of [null, undefined, 1, 'send_email', () => 1, [], {}, Symbol('x')]) {
      expect(errorOf(() => intake([value]))).toMatchObject({
        code: 'NOT_A_TOOL',
        message: expect.stringMatching(notMade),
      });
    }
  });

  test('WALL-1: what fits is held, by name and by the very object', () => {
    const registry = intake([webPage]);
    expect(registry.names).toEqual(['web_page']);
    expect(registry.get('web_page')?.contract).toBe(webPage.contract);
    expect(registry.find(webPage)).toBe(registry.get('web_page'));
    expect(registry.find({ ...webPage })).toBeUndefined();
    expect(registry.find(tool(webPage.contract, async () => 'another'))).toBeUndefined();
    for (const name of ['__proto__', 'constructor', 'toString', 'send_email'])
      expect(registry.get(name)).toBeUndefined();
  });

  test('WALL-1: duplicate names, unknown roles and trusts, and lists that are none', () => {
    expect(errorOf(() => action([sendEmail, sendEmail])).code).toBe('DUPLICATE_NAME');
    expect(errorOf(() => action([sendEmail, tool(email, async () => 'thief')])).code).toBe('DUPLICATE_NAME');
    for (const trust of ['higher', '__proto__', 'toString', undefined, 3, ['high']]) {
      expect(errorOf(() => registerAs('action', trust as never, []))).toMatchObject({
        code: 'BAD_OPTION',
        message: expect.stringContaining('trust is zero, low, medium or high'),
      });
    }
    expect(errorOf(() => registerAs('admin' as Role, 'high', [sendEmail])).code).toBe('BAD_OPTION');
    for (const tools of [undefined, null, 'x', {}, 1]) expect(errorOf(() => intake(tools)).code).toBe('BAD_OPTION');
  });
});

describe('WALL-1: forged tools', () => {
  // Each attack reaches `run` of the sender where only the object's own fields are asked.
  const fields = (value: unknown): string => {
    // `as`: a naive registry believes what an object says
    const { effect, fits } = value as { effect: string; fits: Fits };
    return fits.role.intake === true && effect === 'ingest' ? 'held' : 'refused';
  };
  const open = sealOf(sendEmail)!.run;
  const forged: Readonly<Record<string, unknown>> = {
    'a relabelled copy': { ...sendEmail, effect: 'ingest', fits: webPage.fits },
    'an object made by hand': { name: 'x', effect: 'ingest', source: 'high', fits: webPage.fits, run: open },
    'a Proxy of an allowed tool': new Proxy(webPage, { get: (t, key) => (key === 'run' ? open : Reflect.get(t, key)) }),
    'Object.create(allowed)': Object.create(webPage, { run: { value: open } }),
    'a JSON round trip': JSON.parse(JSON.stringify(webPage)),
    'a structured clone': structuredClone({ ...webPage }),
    'a copy with the prototype': Object.assign(Object.create(Object.getPrototypeOf(webPage)), webPage),
    'a bound copy with symbols': Object.defineProperties({}, Object.getOwnPropertyDescriptors(webPage)),
  };
  test.each(Object.entries(forged))('WALL-1: %s', (_title, value) => {
    expect(fields(value)).toBe('held');
    expect(errorOf(() => intake([value]))).toMatchObject({
      code: 'NOT_A_TOOL',
      message: expect.stringMatching(notMade),
    });
  });

  test('WALL-1: an error about a forged tool runs none of its code', () => {
    const trap = Object.defineProperty({}, 'name', {
      get: () => {
        throw new Error('the getter ran');
      },
    });
    expect(errorOf(() => intake([trap])).message).toContain('an object without a name of its own');
    const proxy = new Proxy(
      {},
      {
        getOwnPropertyDescriptor: () => {
          throw new Error('the trap ran');
        },
        get: () => {
          throw new Error('the trap ran');
        },
      },
    );
    expect(errorOf(() => intake([proxy])).message).toContain('a Proxy');
  });

  test('WALL-1: an iterator that swaps on the second pass is asked once', () => {
    let passes = 0;
    const tools = {
      *[Symbol.iterator]() {
        yield passes++ === 0 ? webPage : sendEmail;
      },
    };
    expect([[...tools], [...tools]]).toEqual([[webPage], [sendEmail]]);
    passes = 0;
    const registry = intake(tools);
    expect(passes).toBe(1);
    expect(registry.get('web_page')?.contract).toBe(webPage.contract);
    expect(registry.names).toEqual(['web_page']);
  });

  test('WALL-1: an array whose elements and length change is read once', () => {
    let reads = 0;
    const tools = [webPage];
    Object.defineProperty(tools, 0, { get: () => (reads++ === 0 ? webPage : sendEmail) });
    expect(intake(tools).get('web_page')?.contract).toBe(webPage.contract);
    expect(reads).toBe(1);
    const endless = new Proxy([webPage], { get: (t, key) => (key === 'length' ? 1 + reads++ : Reflect.get(t, key)) });
    expect(errorOf(() => intake(endless)).code).toMatch(/NOT_A_TOOL|DUPLICATE_NAME/);
  });

  test('WALL-1: names that are none make no tool', () => {
    for (const name of ['__proto__', 'Send', 'send email', '', 'a'.repeat(65), undefined, null, 1, ['a']]) {
      expect(errorOf(() => tool({ name, effect: 'send', input, run: async () => 1 } as never)).code).toBe(
        'BAD_CONTRACT',
      );
    }
    for (const effect of ['toString', '__proto__', 'read', '', undefined]) {
      expect(errorOf(() => tool({ name: 'x', effect, input, run: async () => 1 } as never)).code).toBe('BAD_CONTRACT');
    }
  });
});

describe('WALL-1: what may be proposed', () => {
  const listed = (proposes: unknown, trust: TrustLevel = 'low') =>
    registerProposes({ agent: 'an_agent', trust, proposes: proposes as [] });
  test.each([
    ['a bare contract with control arguments', [email], email.listable, 'TOOL_FORBIDDEN'],
    ['a tool', [sendEmail], sendEmail.listable, 'TOOL_FORBIDDEN'],
    ['what observes', [webPage.contract], webPage.contract.listable, 'TOOL_FORBIDDEN'],
  ])('WALL-1: %s', (_title, proposes, sentence, code) => {
    expect(errorOf(() => listed(proposes))).toMatchObject({ code, message: sentence });
  });
  test('WALL-1: forged bounds and contracts', () => {
    const bounded = only(email, { to: 'sender' });
    for (const value of [
      { ...bounded },
      { ...email, listable: true },
      JSON.parse(JSON.stringify(bounded)),
      Object.create(bounded),
      new Proxy(bounded, {}),
      null,
      'x',
    ]) {
      expect(errorOf(() => listed([value]))).toMatchObject({
        code: 'NOT_A_TOOL',
        message: expect.stringMatching(notMade),
      });
    }
  });
  test('WALL-1: a zero-trust agent proposes nothing', () => {
    expect(errorOf(() => listed([ping], 'zero'))).toMatchObject({
      code: 'TOOL_FORBIDDEN',
      message: 'a zero-trust agent proposes nothing',
    });
    expect(listed([], 'zero').names).toEqual([]);
  });
  test('WALL-1: duplicates, and what is allowed', () => {
    expect(errorOf(() => listed([ping, ping])).code).toBe('DUPLICATE_NAME');
    expect(errorOf(() => listed([only(email, { to: 'sender' }), only(email, { to: 'anyone' })])).code).toBe(
      'DUPLICATE_NAME',
    );
    const proposes = listed([ping, only(email, { to: oneOf('a@x') })]);
    expect(proposes.names).toEqual(['ping', 'send_email']);
    expect(proposes.get('ping')).toEqual({ contract: ping, bounds: {} });
    expect(proposes.get('send_email')).toEqual({ contract: email, bounds: { to: ['a@x'] } });
    expect(proposes.get('__proto__')).toBeUndefined();
  });
});

interface Fits {
  readonly role: Record<Role, true | string>;
  readonly trust: Record<TrustLevel, true | string>;
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
