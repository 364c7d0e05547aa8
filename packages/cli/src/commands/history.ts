// history: searches everything that happened, as far as whoever asks may see it.
import type { Hit, SearchOptions } from '@sallyport/core';
import { quoted, render } from '@sallyport/inbox';
import type { Call, Run } from '../command.js';
import { EXIT } from '../exit.js';
import { reading } from '../open.js';

export const run: Run = async (call) => {
  const { given, print } = call;
  const options = optionsOf(call);
  return reading(call, async ({ desk }) => {
    const found = await desk.search(given.args.join(' '), options);
    if (print.json) print.data(found);
    else for (const hit of found.hits) print.screen(linesOf(hit));
    if (!print.json && found.hits.length === 0) print.note('nothing is found');
    if (found.unverified > 0 && !print.json)
      print.warn(`${found.unverified} entries were left out: changed, removed, or signed by nobody; verify says more`);
    return found.hits.length === 0 ? EXIT.nothing : EXIT.done;
  });
};

function optionsOf({ given }: Call): SearchOptions {
  const limit = given.count('limit');
  const before = given.count('before');
  return {
    ...(limit !== undefined && { limit }),
    ...(before !== undefined && { before }),
    ...(given.has('best') && { order: 'best' as const }),
    ...(given.has('content') && { content: true }),
  };
}

function linesOf({ seq, kind, at, from, to, id, tool, trust, snippet }: Hit): readonly string[] {
  const whom = to === undefined ? '' : ` to ${quoted(to)}`;
  const what = tool === undefined ? '' : ` · ${quoted(tool)}`;
  const time = new Date(at).toISOString().replace('T', ' ').slice(0, 16);
  return [
    `${seq}  ${time} UTC  ${kind} from ${quoted(from)}${whom}${what} · ${trust.toUpperCase()} trust`,
    `    ${render(id)}`,
    ...(snippet.text === '' ? [] : [`  │ ${render(snippet.text)}`]),
  ];
}
