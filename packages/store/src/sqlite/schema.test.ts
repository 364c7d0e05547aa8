// Migrations: an older file is brought up to date whole, or stays as it was.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rollBack, type Driver } from './driver.js';
import { folder, tamper } from './fixture.js';
import { connect } from './photostructure.js';
import { APPLICATION_ID, SchemaPin } from './schema.js';

const ONE = ['CREATE TABLE a (x TEXT) STRICT'];
const TWO = ['ALTER TABLE a ADD COLUMN y TEXT', 'CREATE INDEX a_y ON a (y)'];

describe('migrations', () => {
  test('GATE-6: a file goes through every format that it has missed, with what stands in it', () => {
    const { path, migrate, get } = setup();
    migrate([ONE]);
    tamper(path, "INSERT INTO a VALUES ('kept')");
    migrate([ONE, TWO]);
    expect(get('SELECT x, y FROM a')).toEqual({ x: 'kept', y: null });
    expect([get('PRAGMA user_version'), get('PRAGMA application_id')]).toEqual([
      { user_version: 2 },
      { application_id: APPLICATION_ID },
    ]);
    migrate([ONE, TWO]);
  });

  test('GATE-6: a migration that fails leaves the file in its old format', () => {
    const { migrate, get } = setup();
    migrate([ONE]);
    expect(() => migrate([ONE, [...TWO, 'CREATE TABLE a (again)']])).toThrow(/already exists/);
    expect(get("SELECT count(*) AS n FROM pragma_table_info('a')")).toEqual({ n: 1 });
    expect(get('PRAGMA user_version')).toEqual({ user_version: 1 });
    migrate([ONE, TWO]);
  });

  test('GATE-4: an older file that was tampered with is not brought up to date', () => {
    const { path, migrate, get } = setup();
    migrate([ONE]);
    tamper(path, 'CREATE TRIGGER eat AFTER INSERT ON a BEGIN DELETE FROM a; END');
    expect(() => migrate([ONE, TWO])).toThrow(/has a trigger that Sallyport did not make, 'eat'/);
    expect(get('PRAGMA user_version')).toEqual({ user_version: 1 });
  });
});

function setup() {
  const path = join(folder(), 'a.db');
  writeFileSync(path, '', { mode: 0o600 });
  const using = <T>(action: (driver: Driver) => T): T => {
    const driver = connect(path, 'write');
    try {
      return action(driver);
    } finally {
      driver.close();
    }
  };
  const migrate = (migrations: readonly (readonly string[])[]): void =>
    using((driver) => {
      driver.run('BEGIN IMMEDIATE');
      try {
        new SchemaPin(path, connect, migrations).migrate(driver);
        driver.run('COMMIT');
      } finally {
        rollBack(driver);
      }
    });
  return { path, migrate, get: (sql: string) => using((driver) => driver.get(sql)) };
}
