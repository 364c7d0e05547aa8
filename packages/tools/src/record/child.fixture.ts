// A process of its own that writes down, for the tests of several at once and of one that is killed. Arguments: `log`, a
// file, a name, how many; or `keep`, a folder: then it writes tasks until it is ended, and says each one's id.
import { keeping, logging } from './recorders.js';

const [what = '', path = '', name = '', count = '0'] = process.argv.slice(2);
const { signal } = new AbortController();
const text = 'x'.repeat(4_000);
if (what === 'log') {
  const log = logging({ file: path });
  for (let i = 0; i < Number(count); i++)
    await log({ event: 'tried', text: `${name} ${i} ${text}` }, { signal, idempotencyKey: `${name}-${i}` });
} else {
  const keep = keeping('taskWriter', { folder: path });
  for (let i = 0; i < 5_000; i++) console.log((await keep({ title: `task ${i}`, text }, { signal })).id);
}
