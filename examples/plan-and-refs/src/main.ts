// One mailbox and four orders, three ways: how many questions each of them asks, and what comes through. `--json` for scripts.
import { linesOf } from './report.js';
import { tell } from './story.js';

const told = await tell();
const ok = told.claims.every(({ holds }) => holds);
if (process.argv.includes('--json')) console.log(JSON.stringify({ ok, ...told }, null, 2));
else for (const line of linesOf(told)) console.log(line);
process.exitCode = ok ? 0 : 1;
