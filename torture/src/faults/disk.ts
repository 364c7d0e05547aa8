// A disk that fails: a driver whose n-th write does not come through, or comes through and says that it has not.
import type { Connect, Driver, Value } from '../../../packages/store/src/sqlite/driver.js';
import { DriverError } from '../../../packages/store/src/sqlite/driver.js';

/** What SQLite says of each, by its extended result code. */
export const DISK_FAULTS = {
  ENOSPC: { code: 13, name: 'SQLITE_FULL' },
  EIO: { code: 778, name: 'SQLITE_IOERR_WRITE' },
  'a failed fsync': { code: 1034, name: 'SQLITE_IOERR_FSYNC' },
  EROFS: { code: 776, name: 'SQLITE_READONLY_ROLLBACK' },
  'a short write': { code: 522, name: 'SQLITE_IOERR_SHORT_READ' },
} as const;
export type DiskFault = keyof typeof DISK_FAULTS;

const WRITE = /^(?:BEGIN IMMEDIATE|INSERT|DELETE|COMMIT)/;

export class FaultyDisk {
  readonly #fault: DiskFault;
  #left: number;
  /** Has it failed yet? */
  hasFailed = false;
  /** Was it a COMMIT that had come through all the same? */
  wasWritten = false;

  constructor(fault: DiskFault, nth: number) {
    this.#fault = fault;
    this.#left = nth;
  }

  connect(connect: Connect): Connect {
    return (path, mode) => (mode === 'write' ? this.#driver(connect(path, mode)) : connect(path, mode));
  }

  #driver(driver: Driver): Driver {
    return {
      run: (sql: string, ...values: readonly Value[]) => {
        if (!WRITE.test(sql) || (this.#left -= 1) !== 0) return driver.run(sql, ...values);
        this.hasFailed = true;
        if (sql === 'COMMIT' && this.#fault === 'a failed fsync') {
          this.wasWritten = true;
          driver.run(sql, ...values);
        } else if (driver.inTransaction()) driver.run('ROLLBACK');
        const { code, name } = DISK_FAULTS[this.#fault];
        throw new DriverError(`${this.#fault} (simulated)`, code, name);
      },
      all: <T>(sql: string, ...values: readonly Value[]) => driver.all<T>(sql, ...values),
      get: <T>(sql: string, ...values: readonly Value[]) => driver.get<T>(sql, ...values),
      inTransaction: () => driver.inTransaction(),
      close: () => driver.close(),
    };
  }
}
