#!/usr/bin/env node
// The command: what the process has is handed to main(), and what main() says becomes its exit code.
import type { Io } from './io.js';
import { main } from './run.js';

// Whoever reads has gone away, as `head` does: then there is nobody to tell anything.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });

const over = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    process.exitCode = signal === 'SIGINT' ? 130 : 143;
    over.abort();
    // whatever does not end by itself
    setTimeout(() => process.exit(), 2_000).unref();
  });

const { stdin: input, stdout: output, stderr: error, env } = process;
const io: Io = { input, output, error, env, cwd: process.cwd(), signal: over.signal };
const code = await main(process.argv.slice(2), io);
process.exitCode ??= code;
// an input that is still open would hold the process
input.unref?.();
