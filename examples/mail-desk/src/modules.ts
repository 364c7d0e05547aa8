// Preloaded into the agents' processes: writes down every module that one has loaded, when it ends.
import { writeFileSync } from 'node:fs';
import { createRequire, register } from 'node:module';
import { basename, join } from 'node:path';
import { MessageChannel, receiveMessageOnPort } from 'node:worker_threads';

// the hook lives in a thread of Node's own, which takes plain JavaScript
const HOOK = `
let port;
export function initialize(data) { port = data.port; }
export async function load(url, context, next) {
  port.postMessage(url);
  return next(url, context);
}`;

const { port1, port2 } = new MessageChannel();
register(`data:text/javascript,${encodeURIComponent(HOOK)}`, { data: { port: port2 }, transferList: [port2] });
port1.unref();

process.on('exit', () => {
  const [, file, dir] = process.argv;
  if (file === undefined || dir === undefined) return;
  const urls: string[] = [];
  for (let got = receiveMessageOnPort(port1); got !== undefined; got = receiveMessageOnPort(port1))
    urls.push(String(got.message));
  // what CommonJS modules have required among themselves
  const required = Object.keys(createRequire(import.meta.url).cache);
  writeFileSync(
    join(dir, `${basename(file, '.ts')}.modules.json`),
    JSON.stringify([...new Set([...urls, ...required])]),
  );
});
