// Writes the bill of materials of what we publish, CycloneDX 1.6, from the lockfile: `node scripts/sbom.mjs > sbom.cdx.json`
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';

import { packages, root } from './lib/workspace.mjs';

/**
 * Our packages and everything that an installation of them brings along, each with the hash that the lockfile pins.
 * Optional peers are the user's choice and are not in it. The same lockfile makes the same text: no time, no serial number.
 */
export function sbomOf(top) {
  const lock = parse(readFileSync(join(top, 'pnpm-lock.yaml'), 'utf8'));
  const own = packages(top).map((member) => ownOf(member, lock));
  const links = new Map(own.map(({ component, dependsOn }) => [component['bom-ref'], dependsOn]));
  const queue = own.flatMap(({ dependsOn }) => dependsOn).filter((key) => !links.has(key));
  for (const key of queue) {
    if (links.has(key)) continue;
    links.set(key, dependenciesOf(lock.snapshots[key]));
    queue.push(...links.get(key));
  }
  const foreign = [...links.keys()].filter((key) => key in lock.snapshots).sort();
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': 'sallyport', name: 'sallyport' } },
    components: [...own.map(({ component }) => component), ...foreign.map((key) => componentOf(key, lock))],
    dependencies: [
      { ref: 'sallyport', dependsOn: own.map(({ component }) => component['bom-ref']) },
      ...[...links].map(([ref, dependsOn]) => ({ ref, dependsOn: [...new Set(dependsOn)].sort() })),
    ],
  };
}

function ownOf({ name, dir, manifest }, lock) {
  const { dependencies = {} } = lock.importers[dir.slice(root.length + 1)];
  const dependsOn = Object.entries(dependencies).map(([dependency, { version }]) =>
    version.startsWith('link:') ? refOf(dependency) : `${dependency}@${version}`,
  );
  const { version, description, license } = manifest;
  const licenses = [{ license: { id: license } }];
  const component = {
    type: 'library',
    'bom-ref': refOf(name),
    name,
    version,
    description,
    licenses,
    purl: purlOf(name, version),
  };
  return { component, dependsOn };
}

/** Our own packages have no version in the lockfile. */
const refOf = (name) => `workspace:${name}`;

function dependenciesOf({ dependencies = {}, optionalDependencies = {} }) {
  return Object.entries({ ...dependencies, ...optionalDependencies }).map(([name, version]) => `${name}@${version}`);
}

/** A key is `name@version`, with the peers that it was resolved for in brackets behind it. */
function componentOf(key, lock) {
  const id = key.replace(/\(.*$/, '');
  const at = id.lastIndexOf('@');
  const [name, version] = [id.slice(0, at), id.slice(at + 1)];
  const [algorithm, hash] = lock.packages[id].resolution.integrity.split('-', 2);
  const content = Buffer.from(hash, 'base64').toString('hex');
  const hashes = [{ alg: algorithm.replace('sha', 'SHA-'), content }];
  return { type: 'library', 'bom-ref': key, name, version, hashes, purl: purlOf(name, version) };
}

const purlOf = (name, version) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

if (import.meta.url === pathToFileURL(process.argv[1]).href) console.log(JSON.stringify(sbomOf(root), null, 2));
