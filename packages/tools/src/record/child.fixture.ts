// A process of its own that logs events, for the tests of several at once. Arguments: file, name, how many.
import { logging } from './recorders.js';

const [file = '', name = '', count = '0'] = process.argv.slice(2);
const log = logging({ file });
for (let i = 0; i < Number(count); i++) {
  const text = `${name} ${i} ${'x'.repeat(4_000)}`;
  await log({ event: 'tried', text }, { signal: new AbortController().signal, idempotencyKey: `${name}-${i}` });
}
