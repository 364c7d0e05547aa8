// Tries the bill of materials: whole, closed, and pinned.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

import { packages, root } from './lib/workspace.mjs';
import { sbomOf } from './sbom.mjs';

const { components, dependencies, ...rest } = sbomOf(root);
const purls = components.map(({ purl }) => purl);

test('it names each of our packages and what they depend on, at the versions of the workspace', () => {
  expect(rest).toMatchObject({ bomFormat: 'CycloneDX', specVersion: '1.6', version: 1 });
  for (const { manifest } of packages()) expect(purls).toContain(purlOf(manifest.name, manifest.version));
  const workspace = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8');
  const pinned = packages().flatMap(({ manifest }) =>
    Object.keys(manifest.dependencies ?? {}).filter((name) => !name.startsWith('@sallyport/')),
  );
  for (const name of pinned) {
    const version = new RegExp(`^ {2}'?${name}'?: (.+)$`, 'm').exec(workspace)?.[1];
    expect(purls).toContain(purlOf(name, version));
  }
});

test('it names nothing that only the workspace needs', () => {
  for (const name of ['vitest', 'typescript', 'tsup', 'knip', 'ai', 'smtp-server']) {
    expect(components.filter((one) => one.name === name)).toEqual([]);
  }
});

test('every dependency is one of its components, once, and every foreign one has its hash', () => {
  const refs = components.map((one) => one['bom-ref']);
  expect(new Set(refs).size).toBe(refs.length);
  expect(dependencies.map(({ ref }) => ref).sort()).toEqual([...refs, 'sallyport'].sort());
  expect(dependencies.flatMap(({ dependsOn }) => dependsOn).filter((ref) => !refs.includes(ref))).toEqual([]);
  const foreign = components.filter((one) => !one['bom-ref'].startsWith('workspace:'));
  expect(foreign.length).toBeGreaterThan(10);
  for (const { hashes } of foreign)
    expect(hashes).toEqual([{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) }]);
});

const purlOf = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;
