// What editors are told of a sallyport.yaml.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { configJsonSchema } from './json-schema.js';

const file = new URL('../../config.schema.json', import.meta.url);
const text = `${JSON.stringify(configJsonSchema(), undefined, 2)}\n`;
// `SALLYPORT_WRITE=1` writes it anew
if (process.env['SALLYPORT_WRITE'] === '1') writeFileSync(file, text);

test('the schema that the package ships is the one that checks', () => {
  expect(readFileSync(file, 'utf8')).toBe(text);
});

test('it knows every key, what each takes, and that there are no others', () => {
  const schema = configJsonSchema() as unknown as {
    readonly properties: Record<string, object>;
    readonly required: readonly string[];
    readonly additionalProperties: unknown;
    readonly $schema: string;
  };
  expect(schema.$schema).toBe('http://json-schema.org/draft-07/schema#');
  expect(Object.keys(schema.properties)).toEqual([
    'root',
    'store',
    'gate',
    'allowlist',
    'agent',
    'contacts',
    'channels',
    'agents',
    'runtimes',
    'people',
  ]);
  expect(schema.required).toEqual(['root', 'agents', 'runtimes']);
  expect(schema.additionalProperties).toBe(false);
  expect(text.match(/"description"/g)!.length).toBeGreaterThan(40);
});
