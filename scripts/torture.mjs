// Tries to lose something, or to have it done twice: `npm run torture -- [--only NAME] [--cycles N] [--seconds N] [--seed N] [--store KIND] [--json FILE]`.
import { show } from './lib/processes.mjs';

const args = [
  '--conditions=sallyport-source',
  '--disable-warning=SallyportWarning',
  '--import',
  'tsx',
  'torture/src/main.ts',
  ...process.argv.slice(2),
];
process.exitCode = await show(process.execPath, args);
