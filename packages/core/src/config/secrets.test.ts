// What came from the environment stays unseen: in faults, in JSON, in util.inspect.
import { inspect } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quote, SallyportError } from '../errors.js';
import type { Config } from './config.js';
import { checkTrustRoot, faultAt } from './ledger.js';
import { readConfig } from './read-config.js';

/** Every place that may hold a reference does. */
const TEXT = `root: \${S}/root.json
store: { sqlite: "\${S}.db", lockTimeout: 1s }
channels:
  mail: { maildir: "a/\${S}/b", to: reader }
  web: { module: ./web.js, to: reader, options: { token: "\${S}", deep: [1, { of: "Bearer \${S}!" }], list: ["\${S}"] } }
agents:
  reader: { module: ./reader.js, options: { key: "\${S}" } }
runtimes:
  intake: { key: "\${S}.key", passphrase: "\${S}", agents: [reader] }
people:
  alice: { key: "\${S}", passphrase: "\${S}" }
`;
// it begins so that nobody else says it
const secrets = fc
  .string({ minLength: 1, maxLength: 40, unit: 'grapheme' })
  .filter((text) => /^[^\p{Cc}]+$/u.test(text) && text.isWellFormed())
  .map((text) => `hunter2${text}`);

describe('what came from the environment', () => {
  test('CONF-2: is there for whoever asks for it, and is not printed', () => {
    const config = read({ S: 'hunter2hunter2' });
    expect(config.runtimes['intake']?.passphrase).toBe('hunter2hunter2');
    expect(config.channels?.['web']?.options?.['deep']).toEqual([1, { of: 'Bearer hunter2hunter2!' }]);
    expect(JSON.parse(JSON.stringify(config.channels))).toEqual({
      mail: { maildir: 'a/${S}/b', to: 'reader' },
      web: {
        module: './web.js',
        to: 'reader',
        options: { token: '${S}', deep: [1, { of: 'Bearer ${S}!' }], list: ['${S}'] },
      },
    });
  });

  test('CONF-2: is in no JSON, no inspection and no text of the whole or of any part', () => {
    fc.assert(
      fc.property(secrets, (secret) => {
        for (const part of partsOf(read({ S: secret }))) {
          expect(JSON.stringify(part)).not.toContain(secret);
          expect(JSON.stringify({ part: [part] })).not.toContain(JSON.stringify(secret).slice(1, -1));
          for (const options of [{}, { depth: 9, showHidden: false }, { depth: 9, compact: false, sorted: true }])
            expect(inspect(part, options)).not.toContain(secret);
          expect(`${inspect([part])}`).not.toContain(secret);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('CONF-2: is in no fault, wherever else the file is broken', () => {
    const breaks = ['lockTimeout: ', 'sqlite: ', 'maildir: ', 'passphrase: ', 'options: ', 'key: ', 'root: '];
    fc.assert(
      fc.property(
        secrets,
        fc.constantFrom(...breaks),
        fc.constantFrom('', 'x ', '[', '"', '1, z: ', '{}', '!!str ', '&a '),
        (secret, at, put) => {
          const broken = TEXT.replaceAll(at, `${at}${put}`);
          const said = faultOf(() => read({ S: secret }, broken));
          expect(said).not.toContain(secret);
        },
      ),
      { numRuns: 200 },
    );
  });

  test('CONF-2: is in no fault about itself', () => {
    const text =
      'root: r\nagents: {}\nruntimes: {}\ngate: { expires: "${S}" }\nstore: "${EMPTY}"\npeople: { a: { key: "${LINES}" } }\n';
    const said = faultOf(() => read({ S: 'hunter2', EMPTY: '', LINES: 'hunter3\n' }, text));
    expect(said).not.toMatch(/hunter/);
    expect(said).toContain("gate.expires is '${S}': it is a duration");
    expect(said).toContain("store is '${EMPTY}': it is the path");
    expect(said).toContain("people.a.key is '${LINES}': it is the path of a key file");
  });

  test('CONF-2: a secret that stands in the file is not repeated with the line that it stands on', () => {
    const said = faultOf(() =>
      read(
        {},
        'root: r\nagents: {}\nruntimes: { r: { key: k, agents: [x], passphrase: hunter2 } }\nstore: { options: { apiKey: hunter3, "token": "hunter4", password: hunter5 } }\n',
      ),
    );
    expect(said).not.toMatch(/hunter/);
  });

  test.each([
    'store: postgres://app:hunter2@db/office',
    'store: { postgres: "postgresql://app:hunter2@db/office", schema: a }',
    'store: { postgres: "postgres://app:hunter2/@db/office" }',
    'store: { postgres: "postgres://${S}:hunter2@db/office" }',
    'store: { postgres: "postgres://app:${S}hunter2@db/office" }',
    'store: { postgres: "mysql://app:hunter2@db/office" }',
    'stroe: { postgres: "postgres://app:hunter2@db/office" }',
  ])('CONF-2: the password of a database comes from the environment, and is not repeated from the file: %s', (line) => {
    const said = faultOf(() => read({ S: 'quokka' }, `root: r\nagents: {}\nruntimes: {}\n${line}\n`));
    expect(said).not.toMatch(/hunter|quokka/);
    if (!line.includes('mysql') && !line.startsWith('stroe'))
      expect(said).toContain('stands in the file: write ${NAME} instead');
  });

  test('CONF-2: a database is named by the environment, whole or in parts', () => {
    for (const line of [
      'store: ${S}',
      'store: { postgres: "postgres://app:${P}@db/office" }',
      'store: postgres://app@db/office',
    ]) {
      const config = read(
        { S: 'postgres://app:hunter2@db/office', P: 'hunter2' },
        `root: r\nagents: {}\nruntimes: {}\n${line}\n`,
      );
      expect(inspect(config) + JSON.stringify(config)).not.toContain('hunter2');
    }
  });

  test('CONF-2: is taken out of what others say of it, cause and facts included', () => {
    const config = read({ S: '/run/secrets/hunter2' });
    const cause = new SallyportError('BAD_KEY_FILE', "the key file '/srv/run/secrets/hunter2.key' does not exist", {
      path: '/run/secrets/hunter2.key',
    });
    const fault = faultAt(config, ['runtimes', 'intake', 'key'], cause);
    expect(fault.code).toBe('BAD_KEY_FILE');
    expect(fault.message.split('\n')[0]).toBe("sallyport.yaml:9:18: the key file '/srv${S}.key' does not exist");
    expect(inspect(fault)).not.toContain('hunter2');
    for (const words of [
      'no folder /run/secrets/hunter2',
      'no folder /run/secrets',
      JSON.stringify('/run/secrets/hunter2/a'),
    ])
      expect(faultAt(config, ['store'], new Error(words)).message).not.toMatch(/secrets/);
    const long = read({ S: `"${'п'.repeat(300)}` });
    const quoted = faultAt(long, ['store'], new Error(`it is ${quote(`"${'п'.repeat(300)}`)}`));
    expect(quoted.message).toMatch(/^sallyport.yaml:2:1: it is '\$\{S\}.*… \(301 characters\)'\n/);
    const moved = faultAt(config, ['people', 'alice', 'key'], new Error('no /srv/x.key'), '/srv/x.key');
    expect(moved.message).toContain('no ${S}\n');
    const other = faultAt(config, ['agents', 'reader', 'module'], cause.message.replace('/run/secrets/hunter2', ''));
    expect(other.code).toBe('BAD_CONFIG');
    expect(other.message).toContain('sallyport.yaml:7:21: the key file');
    expect(() => checkTrustRoot(config, {})).toThrow(
      /^sallyport.yaml:1:1: the TrustRoot is not valid: realm is missing/,
    );
  });
});

const read = (env: Record<string, string>, text = TEXT): Config =>
  readConfig(text, { file: 'sallyport.yaml', env, onWarning: () => undefined });

/** Everything that was thrown, as it would be printed; nothing when nothing was. */
function faultOf(run: () => unknown): string {
  try {
    return inspect(run(), { depth: 9 });
  } catch (error) {
    expect(error).toMatchObject({ code: 'BAD_CONFIG' });
    return inspect(error, { depth: 9 });
  }
}

/** The value and whatever is in it. */
function partsOf(value: unknown): readonly object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(partsOf)];
}
