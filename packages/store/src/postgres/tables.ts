// The tables, statement by statement, and what a schema that holds them has to look like.
import type { Part } from './parts.js';

/** The n-th of these brings a schema from format n to n + 1. Written once, never edited. */
export const MIGRATIONS: readonly ((schema: string) => readonly string[])[] = [
  (schema) => [
    `CREATE TABLE ${schema}.format (version integer NOT NULL)`,
    `CREATE TABLE ${schema}.entries (seq bigint PRIMARY KEY, text text NOT NULL)`,
    // By their bytes, whatever the database's own order is.
    `CREATE TABLE ${schema}.rows (kind text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL, value text NOT NULL, PRIMARY KEY (kind, id))`,
    `CREATE TABLE ${schema}.docs (seq bigint PRIMARY KEY, kind text COLLATE "C" NOT NULL, at bigint NOT NULL, who text[] COLLATE "C" NOT NULL,
       tokens text COLLATE "C" NOT NULL, words tsvector NOT NULL, whole boolean NOT NULL)`,
    `CREATE INDEX docs_words ON ${schema}.docs USING gin (words)`,
    `CREATE INDEX docs_at ON ${schema}.docs (at, seq)`,
    `CREATE INDEX docs_part ON ${schema}.docs (seq) WHERE NOT whole`,
    `INSERT INTO ${schema}.format VALUES (1)`,
  ],
];

/** Of the newest format. Older ones are brought up to date by whoever may, before they are compared. */
export const EXPECTED: readonly Part[] = [
  table('format', 'version integer not null'),
  table('entries', 'seq bigint not null, text text collate default not null'),
  table('rows', 'kind text collate C not null, id text collate C not null, value text collate default not null'),
  table(
    'docs',
    'seq bigint not null, kind text collate C not null, at bigint not null, who text[] collate C not null, tokens text collate C not null, words tsvector not null, whole boolean not null',
  ),
  ...key('entries', 'seq'),
  ...key('rows', 'kind, id'),
  ...key('docs', 'seq'),
  index('docs_words', 'CREATE INDEX docs_words ON docs USING gin (words)'),
  index('docs_at', 'CREATE INDEX docs_at ON docs USING btree (at, seq)'),
  index('docs_part', 'CREATE INDEX docs_part ON docs USING btree (seq) WHERE (NOT whole)'),
];

function table(name: string, columns: string): Part {
  return { type: 'table', name, shape: `logged ${columns}` };
}

function index(name: string, definition: string): Part {
  return { type: 'index', name, shape: `logged ${definition}` };
}

function key(of: string, columns: string): readonly Part[] {
  const name = `${of}_pkey`;
  return [
    index(name, `CREATE UNIQUE INDEX ${name} ON ${of} USING btree (${columns})`),
    { type: 'constraint', name, shape: `${of}: PRIMARY KEY (${columns})` },
  ];
}
