// process.ts NAME: one of the processes of sallyport.yaml, on the machine that MACHINE names, until it is told to stop.
import { loadRuntime } from '@sallyport/config';
import { createRuntime } from '@sallyport/core';

const stop = new AbortController();
process.once('SIGTERM', () => stop.abort());

await using options = await loadRuntime('sallyport.yaml', process.argv[2] ?? '');
await using runtime = await createRuntime(options);
console.log('ready');
await runtime.run({ signal: stop.signal });
