// What a sallyport.yaml becomes.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, describe, test } from 'vitest';
import { createTrustRoot } from '../people/trust-root.js';
import { readConfig, type ReadConfigOptions } from './read-config.js';

const MINIMAL = 'root: ./root.json\nagents: {}\nruntimes: {}\n';

describe('readConfig', () => {
  const page = readFileSync(new URL('../../../../docs/configuration.md', import.meta.url), 'utf8');
  test('takes the example of the documentation, and says what it says', () => {
    const [, example] = /```yaml\n([\s\S]*?)```/.exec(page)!;
    const env = { MAIL: '/srv/mail', INTAKE_PASSPHRASE: 'hunter2', CRM_TOKEN: 'token' };
    const config = read(example!, { env });
    expect(Object.keys(config)).toEqual([
      'root',
      'store',
      'gate',
      'contacts',
      'channels',
      'agents',
      'runtimes',
      'people',
    ]);
    expect(config.channels?.['mail']).toEqual({ maildir: '/srv/mail/in', poll: '5s', to: 'reader', unverified: 'low' });
    expect(config.agents['reader']?.allowlist).toEqual(['~mail:*', '!~mail:*@spam.example']);
    expect(config.runtimes['intake']?.passphrase).toBe('hunter2');
  });

  test('the faults in the documentation are those of the example there', () => {
    const [, example, told] = /```yaml\n([\s\S]*?)```[\s\S]*?```text\n([\s\S]*?)\n```/.exec(page)!;
    const broken = example!
      .replace(/allowlist:\n.*\n.*\n/, "allowlst: ['~mail:*']\n")
      .replace('key: ./intake.key', 'key: ${INTAKE_KEY}');
    const env = { MAIL: '/srv/mail', INTAKE_PASSPHRASE: 'hunter2', CRM_TOKEN: 'token' };
    expect(() => read(broken, { env })).toThrow(told!);
  });

  test('takes the TrustRoot in the file itself, as createTrustRoot() makes it', () => {
    const { root } = createTrustRoot({ owner: 'alice', runtimes: { intake: { agents: ['reader'] } } });
    const text = `root: ${JSON.stringify(root)}
agents: { reader: { module: ./reader.js } }
runtimes: { intake: { key: ./intake.key, agents: [reader] } }
people: { alice: { key: ./alice.key } }
`;
    expect(read(text).root).toEqual(root);
  });

  test('is frozen all the way down, and its records have no prototype to look a name up in', () => {
    const config = read(`${MINIMAL}contacts: { bob: { trust: low, at: ['mail:b@x.org'] } }\n`);
    const walk = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      expect(Object.isFrozen(value)).toBe(true);
      Object.values(value).forEach(walk);
    };
    walk(config);
    expect(config.contacts?.['constructor']).toBeUndefined();
    expect(config.runtimes['toString']).toBeUndefined();
  });

  test('$${ stands for the characters themselves, and a lone $ for itself', () => {
    const { store } = read(`${MINIMAL}store: { module: ./s.js, options: { a: "$\${A}", b: $A$, c: "$$\${A}" } }\n`, {
      env: { A: 'x' },
    });
    expect(store).toEqual({ module: './s.js', options: { a: '${A}', b: '$A$', c: '$${A}' } });
  });

  test('CONF-3: a reference is looked up once: what a variable holds is no reference, whatever it looks like', () => {
    const env = { A: '${B}', B: 'secret', HOME: '$${B}' };
    expect(read(`${MINIMAL}store: "\${A}\${HOME}"\n`, { env }).store).toBe('${B}$${B}');
  });

  test('CONF-3: only own variables are variables', () => {
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
      expect(() => read(MINIMAL.replace('./root.json', `\${${name}}`), { env: {} })).toThrow(
        `variable ${name} is not set`,
      );
    const env = Object.create({ INHERITED: 'x' }) as Record<string, string>;
    expect(() => read(MINIMAL.replace('./root.json', '${INHERITED}'), { env })).toThrow('INHERITED is not set');
  });

  test.each([
    'contacts: { bob: { trust: "${S}", at: [] } }',
    'contacts: { bob: { trust: low, at: ["${S}"] } }',
    'channels: { mail: { maildir: M, to: "${S}" } }',
    'channels: { mail: { maildir: M, to: ["${S}"] } }',
    'channels: { mail: { maildir: M, to: a, unverified: "${S}" } }',
    'channels: { web: { module: "${S}", to: a } }',
    'allowlist: ["${S}"]',
    'agent: { allowlist: ["x${S}"] }',
    'gate: { approvers: ["${S}"] }',
    'agents: { a: { module: "${S}" } }',
    'agents: { a: { module: ./a.js, export: "${S}" } }',
    'agents: { a: { module: ./a.js, allowlist: ["${S}"] } }',
    'agents: { a: { module: ./a.js, approvers: ["${S}"] } }',
    'agents: { a: { module: ./a.js, acceptsFrom: ["${S}"] } }',
    'runtimes: { r: { key: k, agents: ["${S}"] } }',
    'root: { realm: "12345678${S}", owner: alice, principals: [] }',
    'root: { realm: 12345678, owner: "${S}", principals: [] }',
    'root: { realm: 12345678, owner: a, principals: [{ name: a, ceiling: "${S}", keys: [] }] }',
    '"${S}": 1',
  ])('CONF-3: who may do what takes nothing from the environment, whatever stands there: %s', (line) => {
    for (const value of ['low', 'a', '*', './a.js', 'mail:b@x.org', ''])
      expect(() => read(`${line}\n`, { env: { S: value } })).toThrow(/ takes? nothing from the environment/);
  });

  test('CONF-3: without an environment every reference is a fault', () => {
    expect(() => read(MINIMAL.replace('./root.json', '${PATH}'))).toThrow('the environment variable PATH is not set');
  });

  test('an unquoted !spam_* is read as the rule that it shows, with a warning that says where', () => {
    const warnings: string[] = [];
    const text = `${MINIMAL}allowlist:\n  - bob\n  - !spam_*  # not them\n  - tim #really\n`;
    const config = read(text, { onWarning: (warning) => warnings.push(warning) });
    expect(config.allowlist).toEqual(['bob', '!spam_*', 'tim']);
    expect(warnings).toEqual([
      'sallyport.yaml:6:5: !spam_* is a tag in YAML and was read as a rule: write "!spam_*"\n  6 |   - !spam_*  # not them\n    |     ^^^^^^^',
      'sallyport.yaml:7:5: #really is a comment, no part of the entry\n  7 |   - tim #really\n    |     ^^^',
    ]);
  });

  test('the rules of approvers are read like those of an allowlist', () => {
    const config = read(`${MINIMAL}gate: { approvers: [alice, !intern_*] }\n`, { onWarning: () => undefined });
    expect(config.gate?.approvers).toEqual(['alice', '!intern_*']);
    expect(() => read(`${MINIMAL}gate: { approvers: [! alice] }\n`)).toThrow('is a tag in YAML');
  });

  test('a mark at the beginning of the file is no part of it', () => {
    expect(read(`\ufeff${MINIMAL}`).root).toBe('./root.json');
    expect(read(new TextEncoder().encode(`\ufeff${MINIMAL}`)).root).toBe('./root.json');
  });

  test.each([
    [{}, 'readConfig(text, { file })'],
    [{ file: 'a', env: 1 }, 'env is an object'],
    [{ file: 'a', onWarning: 1 }, 'onWarning is a function'],
    [{ file: 'a', fiel: 1 }, "readConfig() takes no option 'fiel'"],
  ])('options that cannot be are refused: %j', (options, words) => {
    expect(() => readConfig(MINIMAL, options as unknown as ReadConfigOptions)).toThrow(words);
  });

  test('CONF-3: what imports @sallyport/core loads nothing that reads YAML', () => {
    const faces = ['index.ts', 'tool.ts', 'store.ts', 'testing.ts'].map(
      (face) => new URL(`../${face}`, import.meta.url).pathname,
    );
    const imported = faces.flatMap((face) => [...reachable(face)]);
    expect(imported.length).toBeGreaterThan(50);
    expect(imported.filter((name) => name === 'yaml' || name.includes('/src/config'))).toEqual([]);
    // the look is a sharp one: from here it finds both
    const own = [...reachable(new URL('../config.ts', import.meta.url).pathname)];
    expect(own).toContain('yaml');
  });
});

const read = (text: string | Uint8Array, options: Partial<ReadConfigOptions> = {}): ReturnType<typeof readConfig> =>
  readConfig(text, { file: 'sallyport.yaml', ...options });

/** Every file and package that is imported from there, types included. */
function reachable(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name] of readFileSync(file, 'utf8').matchAll(/\bfrom '([^']+)'/g)) {
    if (name!.startsWith('.')) reachable(join(dirname(file), name!.replace(/\.js$/, '.ts')), seen);
    else seen.add(name!);
  }
  return seen;
}
