// What one commit writes, in statements of many rows each.
import type { Change, Condition, Row } from '@sallyport/core/store';
import type { Driver, Value } from './driver.js';
import { failed } from './failure.js';
import { docLine } from './docs.js';
import { channelOf } from './lock.js';
import type { Settings } from './options.js';

/** The transaction as the server knows it, and as the rows that it wrote are marked. */
export interface Mark {
  /** 64 bits: never used twice, unless the server crashes before anything of it was on the disk. */
  readonly xid: string;
  /** The lower 32 bits: `xmin` of a row. */
  readonly xmin: string;
}

interface Changed extends Mark {
  readonly changes: number;
}

const MARKED = 'count(*)::int4 AS changes, pg_current_xact_id()::text AS xid, pg_current_xact_id()::xid::text AS xmin';
/** Of one statement: rows, and characters in them. */
const MOST_ROWS = 2_000;
const MOST_CHARACTERS = 8 * 1024 * 1024;

/** The rows of one kind as they stand at the end: a statement can change each of them once. */
type Puts = ReadonlyMap<string, NonNullable<Change['rows']>[number]>;

export class Writer {
  readonly #driver: Driver;
  readonly #settings: Pick<Settings, 'schema' | 'label'>;
  #mark: Mark | undefined;

  constructor(driver: Driver, settings: Pick<Settings, 'schema' | 'label'>) {
    this.#driver = driver;
    this.#settings = settings;
  }

  /** The first condition that does not hold. */
  async conflict(conditions: readonly Condition[]): Promise<Condition | undefined> {
    if (conditions.length === 0) return undefined;
    const text = `SELECT c.n::int4 AS n FROM unnest($1::text[], $2::text[], $3::text[]) WITH ORDINALITY c (kind, id, value, n)
      LEFT JOIN ONLY ${this.#table('rows')} r ON r.kind = c.kind AND r.id = c.id
      WHERE r.value IS DISTINCT FROM c.value ORDER BY n LIMIT 1`;
    const values = columns(conditions.map(({ kind, id, is = null }) => [kind, id, is]));
    const { rows } = await this.#driver.ask<{ n: number }>({ name: 'conflict', text, values });
    return rows[0] === undefined ? undefined : conditions[rows[0].n - 1];
  }

  /** Answers the mark of what it has written; `undefined` where there was nothing to write. */
  async write({ entries = [], rows = [], docs = [] }: Change): Promise<Mark | undefined> {
    await this.#insert(
      'entries',
      'seq bigint, text text',
      entries.map(({ seq, text }) => [seq, text]),
    );
    const puts: Puts = new Map(rows.map((row) => [`${row.kind} ${row.id}`, row]));
    const [gone, kept] = [
      [...puts.values()].filter((row) => row.value === undefined),
      [...puts.values()].filter(isKept),
    ];
    await this.#remove(
      'rows',
      'kind text, id text',
      gone.map(({ kind, id }) => [kind, id]),
    );
    await this.#insert(
      'rows',
      'kind text, id text, value text',
      kept.map(({ kind, id, value }) => [kind, id, value]),
    );
    const last = [...new Map(docs.map((doc) => [doc.seq, doc])).values()];
    await this.#remove(
      'docs',
      'seq bigint',
      last.filter((doc) => doc.tokens === undefined).map(({ seq }) => [seq]),
    );
    const found = last.flatMap((doc) => (doc.tokens === undefined ? [] : [docLine(doc)]));
    await this.#insert(
      'docs',
      'seq bigint, kind text, at bigint, who json, tokens text, words text, whole bool',
      found,
    );
    return this.#mark;
  }

  /** A write that changes fewer rows than it was given was swallowed by something that is not ours. */
  async #insert(table: Table, types: string, lines: readonly Line[]): Promise<void> {
    const { key, how } = TABLES[table];
    for (const some of chunksOf(lines)) {
      const text = `WITH put AS (INSERT INTO ${this.#table(table)} SELECT ${how} FROM unnest(${parameters(types)}) ${aliased(types)}
        ${key === '' ? '' : `ON CONFLICT (${key}) DO UPDATE SET ${updated(types, key)}`} RETURNING 1) SELECT ${MARKED}${table === 'entries' ? this.#told() : ''} FROM put`;
      const changes = await this.#change(`put_${table}`, text, some);
      if (changes !== some.length)
        throw failed(
          this.#settings.label,
          `a write changed ${changes} rows instead of ${some.length}: restore it from a backup`,
        );
    }
  }

  /** What is not there needs no removing. */
  async #remove(table: Table, types: string, lines: readonly Line[]): Promise<void> {
    for (const some of chunksOf(lines)) {
      const named = names(types);
      const text = `WITH gone AS (DELETE FROM ONLY ${this.#table(table)} t USING unnest(${parameters(types)}) ${aliased(types)}
        WHERE ${named.map((name) => `t.${name} = c.${name}`).join(' AND ')} RETURNING 1) SELECT ${MARKED} FROM gone`;
      await this.#change(`gone_${table}`, text, some);
    }
  }

  async #change(name: string, text: string, lines: readonly Line[]): Promise<number> {
    const { rows } = await this.#driver.ask<Changed>({ name, text, values: columns(lines) });
    const { changes, xid, xmin } = rows[0]!;
    this.#mark = { xid, xmin };
    return changes;
  }

  /** Whoever listens hears of it when it is committed, and not before. */
  #told(): string {
    return `, (SELECT pg_notify('${channelOf(this.#settings.schema)}', '')) AS told`;
  }

  #table(name: string): string {
    return `"${this.#settings.schema}".${name}`;
  }
}

type Line = readonly (string | number | boolean | null)[];
type Table = keyof typeof TABLES;

/** `key`: what a row is replaced by; an entry never is. `how`: the columns out of what is bound. */
const TABLES = {
  entries: { key: '', how: 'c.seq, c.text' },
  rows: { key: 'kind, id', how: 'c.kind, c.id, c.value' },
  docs: {
    key: 'seq',
    how: 'c.seq, c.kind, c.at, ARRAY(SELECT json_array_elements_text(c.who)), c.tokens, c.words::tsvector, c.whole',
  },
} as const;

const isKept = (row: NonNullable<Change['rows']>[number]): row is Row => row.value !== undefined;
const names = (types: string): readonly string[] => types.split(', ').map((column) => column.split(' ')[0]!);
const aliased = (types: string): string => `c (${names(types).join(', ')})`;
const parameters = (types: string): string =>
  types
    .split(', ')
    .map((column, at) => `$${at + 1}::${column.split(' ')[1]!}[]`)
    .join(', ');
const updated = (types: string, key: string): string =>
  names(types)
    .filter((name) => !key.split(', ').includes(name))
    .map((name) => `${name} = excluded.${name}`)
    .join(', ');

/** From rows to columns. */
function columns(lines: readonly Line[]): readonly Value[] {
  return lines[0]!.map((_, column) =>
    lines.map((line) => {
      const value = line[column]!;
      return typeof value === 'boolean' ? String(value) : value;
    }),
  );
}

function* chunksOf(lines: readonly Line[]): Generator<readonly Line[]> {
  let chunk: Line[] = [];
  let characters = 0;
  for (const line of lines) {
    const length = line.reduce<number>((sum, value) => sum + (typeof value === 'string' ? value.length : 8), 0);
    if (chunk.length === MOST_ROWS || (chunk.length > 0 && characters + length > MOST_CHARACTERS)) {
      yield chunk;
      [chunk, characters] = [[], 0];
    }
    chunk.push(line);
    characters += length;
  }
  if (chunk.length > 0) yield chunk;
}
