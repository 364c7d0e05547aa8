// Packs every package as it would be published: a tarball each.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { build } from './build.mjs';
import { capture } from './processes.mjs';
import { packages, root } from './workspace.mjs';

const ARGS = ['-y', 'pnpm@10', '--recursive', '--filter', './packages/*', 'pack', '--json'];

/**
 * Builds what is stale, packs, and gives `use` the tarballs as `[{ name, path }]`; they are gone when it has settled.
 * Throws what could not be built or packed.
 */
export async function withTarballs(use) {
  const unbuilt = await build(() => {});
  if (unbuilt.length > 0) throw new Error(unbuilt.map(({ name, output }) => `${name}: ${output}`).join('\n'));
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-pack-'));
  try {
    const { code, output } = await capture('npx', [...ARGS, '--pack-destination', folder], { cwd: root });
    if (code !== 0) throw new Error(output);
    return await use(packages().map((member) => tarballOf(member, folder)));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `@sallyport/core` 0.1.0 becomes `sallyport-core-0.1.0.tgz`. */
function tarballOf({ name, manifest }, folder) {
  return { name, path: join(folder, `${name.replace('@', '').replace('/', '-')}-${manifest.version}.tgz`) };
}
