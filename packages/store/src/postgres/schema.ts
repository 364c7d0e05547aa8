// How a schema gets its tables, and the pin that notices when somebody has changed them.
import { createHash } from 'node:crypto';
import { quote } from '@sallyport/core/store';
import type { Driver, Statement } from './driver.js';
import { foreign, newer } from './failure.js';
import { BEGIN, takeLock } from './lock.js';
import type { Settings } from './options.js';
import { cookieOf, partsOf, type Part } from './parts.js';
import { EXPECTED, MIGRATIONS } from './tables.js';

/** Where the journal ends, and what of it was not seen yet. */
export interface Look {
  readonly head: number;
  readonly tail: readonly { readonly seq: number; readonly text: string }[];
}

/** As node-postgres brings a bigint: as text. */
interface Found {
  readonly seq: string;
  readonly text: string;
}

/**
 * Knows what a schema of ours looks like: exactly what the migrations make, and not a trigger more. A trigger or a rule
 * that eats consumed approvals would otherwise go unnoticed by every signature.
 */
export class SchemaPin {
  readonly #label: string;
  readonly #schema: string;
  #cookie: string | undefined;
  #statement: Omit<Statement, 'values'> = { text: '' };

  constructor({ label, schema }: Pick<Settings, 'label' | 'schema'>) {
    this.#label = label;
    this.#schema = schema;
  }

  /**
   * Makes the tables or brings them up to date, under the lock of the store. Where they are there and of this format,
   * nothing is written and no right to is asked for. Throws `STORE_FOREIGN` or `STORE_NEWER`.
   */
  async migrate(driver: Driver): Promise<void> {
    if ((await this.#format(driver)) === MIGRATIONS.length) return this.#inOne(driver, () => this.#compare(driver));
    await this.#inOne(driver, async () => {
      await driver.script(takeLock(this.#schema));
      const found = await this.#format(driver);
      const exists = await this.#exists(driver);
      if (!exists) await driver.script(`CREATE SCHEMA "${this.#schema}"`);
      for (const steps of MIGRATIONS.slice(found)) {
        await driver.script(steps(`"${this.#schema}"`).join(';\n'));
        await driver.script(`UPDATE "${this.#schema}".format SET version = ${MIGRATIONS.indexOf(steps) + 1}`);
      }
      await this.#compare(driver);
    });
  }

  /** Inside a write transaction that holds the tables: cheap as long as nobody has touched them since. */
  async look(driver: Driver, after: number): Promise<Look> {
    const [first, ...tail] = await this.#ask(driver, after);
    if (first!.text !== this.#cookie) {
      const found = await this.#format(driver);
      if (found !== MIGRATIONS.length) throw foreign(this.#label, `went back to format ${found} while it was open`);
      await this.#compare(driver);
    }
    return { head: Number(first!.seq), tail: tail.map(({ seq, text }) => Object.freeze({ seq: Number(seq), text })) };
  }

  async #ask(driver: Driver, after: number): Promise<readonly Found[]> {
    return (await driver.ask<Found>({ ...this.#statement, values: [after] })).rows;
  }

  async #inOne(driver: Driver, work: () => Promise<void>): Promise<void> {
    await driver.script(BEGIN);
    try {
      await work();
      await driver.script('COMMIT');
    } catch (error) {
      await driver.script('ROLLBACK').catch(() => driver.cut());
      throw error;
    }
  }

  async #exists(driver: Driver): Promise<boolean> {
    const { rows } = await driver.ask({
      text: 'SELECT 1 FROM pg_namespace WHERE nspname = $1',
      values: [this.#schema],
    });
    return rows.length > 0;
  }

  /** 0: nothing is there yet. */
  async #format(driver: Driver): Promise<number> {
    const parts = await partsOf(driver, this.#schema);
    if (parts.length === 0) return 0;
    if (!parts.some((part) => part.type === 'table' && part.name === 'format' && part.shape === EXPECTED[0]!.shape))
      throw foreign(this.#label, `belongs to another program: it has a ${parts[0]!.type} ${quote(parts[0]!.name)}`);
    const { rows } = await driver.ask<{ version: number }>({
      text: `SELECT version FROM ONLY "${this.#schema}".format`,
    });
    const found = rows[0]?.version;
    if (rows.length !== 1 || found === undefined || found < 1)
      throw foreign(this.#label, `says ${rows.length} times which format it has, and has to say it once`);
    if (found > MIGRATIONS.length) throw newer(this.#label, found, MIGRATIONS.length);
    return found;
  }

  /** Compared before and after the cookie is read: what came in between is in both, or in a cookie that will not be seen again. */
  async #compare(driver: Driver): Promise<void> {
    this.#cookie = undefined;
    this.#judge(await partsOf(driver, this.#schema));
    await this.#prepare(driver);
    const [first] = await this.#ask(driver, Number.MAX_SAFE_INTEGER);
    this.#judge(await partsOf(driver, this.#schema));
    this.#cookie = first!.text;
  }

  #judge(parts: readonly Part[]): void {
    const expected = new Map(EXPECTED.map((part) => [keyOf(part), part]));
    for (const part of parts) {
      const same = expected.get(keyOf(part));
      expected.delete(keyOf(part));
      const how = same === undefined ? 'did not make' : same.shape === part.shape ? undefined : 'made differently';
      if (how !== undefined)
        throw foreign(this.#label, `has a ${part.type} that Sallyport ${how}, ${quote(part.name)}`);
    }
    for (const { type, name } of expected.values()) throw foreign(this.#label, `lacks the ${type} ${quote(name)}`);
  }

  /** The tables by their numbers, which are new when somebody has put others in their place. */
  async #prepare(driver: Driver): Promise<void> {
    const sql =
      'SELECT array_agg(c.oid ORDER BY c.oid) AS oids FROM pg_class c JOIN pg_namespace n ON relnamespace = n.oid WHERE nspname = $1';
    const { oids } = (await driver.ask<{ oids: readonly number[] }>({ text: sql, values: [this.#schema] })).rows[0]!;
    const entries = `ONLY "${this.#schema}".entries`;
    const text = `SELECT 0 AS part, coalesce((SELECT max(seq) FROM ${entries}), 0) AS seq, cookie AS text FROM (${cookieOf(this.#schema, oids)}) c
      UNION ALL SELECT 1, seq, text FROM ${entries} WHERE seq > $1 ORDER BY 1, 2`;
    this.#statement = { name: `look_${createHash('sha256').update(text).digest('hex').slice(0, 40)}`, text };
  }
}

const keyOf = ({ type, name }: Part): string => `${type} ${name}`;
