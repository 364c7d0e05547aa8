// The schema for editors, out of the one that checks.
import * as z from 'zod';
import { toJson, type Json } from '../json.js';
import { schema } from './schema.js';

/**
 * JSON Schema (draft 7, which editors know best) of a `sallyport.yaml`. The package ships it as `config.schema.json`; an editor
 * with the YAML language server is told of it by the first line of the file:
 * `# yaml-language-server: $schema=./node_modules/@sallyport/core/config.schema.json`.
 *
 * @example
 * ```ts
 * import { configJsonSchema } from '@sallyport/core/config';
 *
 * console.log(JSON.stringify(configJsonSchema(), undefined, 2));
 * ```
 */
export function configJsonSchema(): Json {
  const generated = z.toJSONSchema(schema, { target: 'draft-7', io: 'input' });
  // what zod answers also has properties of its own
  const plain: unknown = JSON.parse(JSON.stringify({ title: 'sallyport.yaml', ...generated }));
  return toJson(plain);
}
