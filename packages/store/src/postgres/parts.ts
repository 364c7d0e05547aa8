// What stands in a schema, as lines of text that can be compared: tables, columns, constraints, indexes, triggers, rules, policies.
import type { Driver } from './driver.js';

/** One thing in a schema; `shape` is everything of it that matters to us. */
export interface Part {
  readonly type: string;
  readonly name: string;
  readonly shape: string;
}

const TYPES = `CASE relkind WHEN 'r' THEN 'table' WHEN 'i' THEN 'index' WHEN 'v' THEN 'view' WHEN 'm' THEN 'view' WHEN 'S' THEN 'sequence'
  WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'type' ELSE 'partitioned table' END`;

/** Not-null stands with the column; from PostgreSQL 18 on it is a constraint besides, with a name of the server's choice. */
const PARTS = `
WITH s AS MATERIALIZED (SELECT oid FROM pg_namespace WHERE nspname = $1),
     r AS MATERIALIZED (SELECT c.* FROM pg_class c JOIN s ON relnamespace = s.oid)
SELECT ${TYPES} AS type, relname::text AS name, concat_ws(' ',
    CASE relpersistence WHEN 'p' THEN 'logged' ELSE 'not logged' END,
    CASE WHEN relrowsecurity OR relforcerowsecurity THEN 'row security' END,
    CASE WHEN relispartition THEN 'partition' END,
    (SELECT string_agg(concat_ws(' ', attname, format_type(atttypid, atttypmod),
        CASE WHEN attcollation = 0 THEN NULL ELSE (SELECT 'collate ' || collname FROM pg_collation l WHERE l.oid = attcollation) END,
        CASE WHEN attnotnull THEN 'not null' END, nullif(attidentity, ''), nullif(attgenerated, ''),
        (SELECT 'default ' || pg_get_expr(adbin, adrelid) FROM pg_attrdef WHERE adrelid = attrelid AND adnum = attnum)), ', ' ORDER BY attnum)
      FROM pg_attribute WHERE attrelid = r.oid AND attnum > 0 AND NOT attisdropped AND relkind <> 'i'),
    (SELECT replace(pg_get_indexdef(indexrelid), ' ' || quote_ident($1) || '.', ' ') || CASE WHEN indisvalid THEN '' ELSE ' not valid' END
      FROM pg_index WHERE indexrelid = r.oid)) AS shape FROM r
UNION ALL SELECT 'constraint', conname, relname || ': ' || pg_get_constraintdef(d.oid) FROM pg_constraint d JOIN r ON conrelid = r.oid WHERE contype <> 'n'
UNION ALL SELECT 'trigger', tgname, relname FROM pg_trigger JOIN r ON tgrelid = r.oid
UNION ALL SELECT 'rule', rulename, relname FROM pg_rewrite JOIN r ON ev_class = r.oid WHERE relkind <> 'v'
UNION ALL SELECT 'policy', polname, relname FROM pg_policy JOIN r ON polrelid = r.oid
UNION ALL SELECT 'child table', inhrelid::regclass::text, relname FROM pg_inherits JOIN r ON inhparent = r.oid
UNION ALL SELECT 'function', proname, '' FROM pg_proc JOIN s ON pronamespace = s.oid
UNION ALL SELECT 'type', typname, '' FROM pg_type JOIN s ON typnamespace = s.oid WHERE typtype <> 'c' AND typelem = 0`;

/** Everything in the schema, whoever made it. */
export async function partsOf(driver: Driver, schema: string): Promise<readonly Part[]> {
  return (await driver.ask<Part>({ text: PARTS, values: [schema] })).rows;
}

/**
 * Statement that answers `cookie`: it changes when anybody changes the definition of one of our tables, for every change of
 * a catalogue leaves a row with a new number or another transaction in it. 0.2 ms, while the comparison takes several.
 */
export function cookieOf(schema: string, oids: readonly number[]): string {
  const of = (table: string, column: string, id = 'oid'): string =>
    `(SELECT string_agg(${id} || '.' || xmin, ',' ORDER BY ${id}) FROM ${table} WHERE ${column} = ANY (ARRAY[${oids.join()}]::oid[]))`;
  return `SELECT concat_ws('/', (SELECT oid || '.' || xmin FROM pg_namespace WHERE nspname = '${schema}'),
    ${of('pg_class', 'oid')}, (SELECT string_agg(attnum || '.' || xmin, ',' ORDER BY attrelid, attnum) FROM pg_attribute
      WHERE attrelid = ANY (ARRAY[${oids.join()}]::oid[]) AND attnum > 0),
    ${of('pg_index', 'indrelid', 'indexrelid')}, 'k', ${of('pg_constraint', 'conrelid')}, 't', ${of('pg_trigger', 'tgrelid')},
    'r', ${of('pg_rewrite', 'ev_class')}, 'p', ${of('pg_policy', 'polrelid')}, 'h', ${of('pg_inherits', 'inhparent', 'inhrelid')},
    'd', ${of('pg_attrdef', 'adrelid')}, 'v', (SELECT string_agg(version || '.' || xmin, ',') FROM ONLY "${schema}".format)) AS cookie`;
}
