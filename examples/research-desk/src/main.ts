// Research with two doors: pages that want something else, a report, an order, a draft and a mail. `--json` for scripts.
import { tell } from './story.js';

const { claims, numbers } = await tell();
const broken = claims.filter(({ holds }) => !holds);

if (process.argv.includes('--json')) console.log(JSON.stringify({ ok: broken.length === 0, numbers, claims }, null, 2));
else {
  const { pages, obeyed, refused, asked, naive, arrived } = numbers;
  console.log(
    `pages read ${pages} · orders in them that the model obeyed ${obeyed} · refused ${refused} · asked ${asked} · mails sent ${arrived}`,
  );
  console.log(`without Sallyport the same model, on the same pages, sent ${naive} mails to whoever asked\n`);
  for (const { says, holds } of claims) console.log(`${holds ? '✓' : '✗'} ${says}`);
  console.log(
    broken.length === 0
      ? `\nall ${claims.length} claims hold`
      : `\n${broken.length} of ${claims.length} claims do not hold`,
  );
}
process.exitCode = broken.length === 0 ? 0 : 1;
