/** Every recorded attack on lists in YAML (area B3, and what of B4 is YAML), with its verdict. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AllowlistFileError } from './file-error.js';
import { findAllowlist } from './find.js';
import { readPatterns } from './patterns.js';
import { readAllowlist } from './read.js';
import { yamlSource } from './source.js';

interface Vector {
  readonly id: string;
  readonly title: string;
  readonly input: { readonly yaml: string | { readonly bytes: string } };
  readonly expected: string;
}

// A recorded file, checked by the counts below.
const VECTORS = JSON.parse(readFileSync(new URL('vectors.fixture.json', import.meta.url), 'utf8')) as readonly Vector[];

/** Rows that are read: the rules that the file shows. Rows that leave the choice are decided here. */
const READ: Readonly<Record<string, readonly string[] | 'no list'>> = {
  'B3-yaml-001': ['team_*', '!spam_*'], // recovered, with a warning
  'B3-yaml-002': ['*', '!mallory'], // recovered, with a warning
  'B3-yaml-031': ['alice'], // with a warning about the comment
  'B3-yaml-038': ['?admin'],
  'B3-yaml-046': ['no', 'yes'],
  'B3-yaml-062': [], // owner only
  'B3-yaml-063': 'no list', // owner only
  'B3-yaml-064': 'no list', // as the empty file
  'B3-yaml-073': ['alice'],
  'B3-yaml-077': ['alice'],
};
const WARNED = ['B3-yaml-001', 'B3-yaml-002', 'B3-yaml-031'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'allowlist-yaml-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('LIST-6: all rows are here, and every one that is not read is refused', () => {
  expect(VECTORS).toHaveLength(52);
  expect(new Set(VECTORS.map(({ id }) => id)).size).toBe(52);
  const refused = VECTORS.filter(({ expected }) => expected.startsWith('refused'));
  expect([refused.length, Object.keys(READ).length]).toEqual([42, 10]);
  expect(refused.filter(({ id }) => id in READ)).toEqual([]);
});

describe('rows', () => {
  test.each(VECTORS)('LIST-6: $id $title', async ({ id, input }) => {
    const path = join(folder, `${id}.yaml`);
    writeFileSync(path, typeof input.yaml === 'string' ? input.yaml : Buffer.from(input.yaml.bytes, 'hex'));
    const warnings: string[] = [];
    const load = readAllowlist(path, { owner: 'the owner', onWarning: (warning) => warnings.push(warning) });
    const read = READ[id];
    if (read === undefined) {
      const fault = await load.then(() => undefined, faultOf);
      // The place, what is wrong, the remedy, and the line with a caret.
      expect(fault?.message).toMatch(/^.+\.yaml:\d+:\d+: [^\n]+: [^\n]+\n {2}\d+ \| [^\n]*\n +\| +\^$|is not UTF-8/);
      return;
    }
    const door = await load;
    expect(foundIn(String(input.yaml))).toEqual(read);
    expect(door.check('the owner').allowed).toBe(true);
    expect(door.check('mallory').allowed).toBe(false);
    const positives = read === 'no list' ? [] : read.filter((rule) => !rule.startsWith('!'));
    for (const rule of positives) expect(door.check(rule.replace(/[*?]/g, 'x')).rule).toBe(rule);
    expect(warnings.some((warning) => warning.startsWith(`${path}:`))).toBe(
      WARNED.includes(id) || positives.includes('*'),
    );
    expect(door.exposure === 'owner').toBe(positives.length === 0);
  });

  test('LIST-6: B3-yaml-002: the denied name is denied, whoever else is admitted', async () => {
    const path = join(folder, 'denied.yaml');
    writeFileSync(path, 'allowlist:\n  - "*"\n  - !mallory\n');
    const door = await readAllowlist(path, { owner: 'the owner', onWarning: () => undefined });
    expect(door.check('mallory').rule).toBe('!mallory');
    expect(door.check('bob').allowed).toBe(true);
  });

  test('LIST-6: B3-yaml-081: no prototype gains a list', () => {
    expect(() => foundIn('__proto__:\n  allowlist: ["*"]\n')).toThrow(AllowlistFileError);
    expect([({} as Record<string, unknown>)['allow'], ({} as Record<string, unknown>)['allowlist']]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('LIST-6: B4-dos-003: a kilobyte of question marks is refused before it is parsed', () => {
    expect(() => foundIn('? '.repeat(500))).toThrow('x.yaml:1:41: is nested more than 20 deep: make it flatter');
  });

  test('LIST-6: B4-dos-005: ten megabytes are refused, from a file as from memory', async () => {
    const huge = '#'.repeat(1e7);
    expect(() => foundIn(huge)).toThrow('x.yaml:1:1: is longer than 64 KiB: make it shorter');
    const path = join(folder, 'huge.yaml');
    writeFileSync(path, huge);
    await expect(readAllowlist(path, { owner: 'the owner' })).rejects.toThrow('is longer than 64 KiB');
  });
});

/** The rules of the list in a text, or that it has none. */
function foundIn(text: string): readonly string[] | 'no list' {
  const source = yamlSource(text, 'x.yaml');
  const found = findAllowlist(source);
  return found ? readPatterns(source, found.node, found.offset).patterns : 'no list';
}

function faultOf(error: unknown): AllowlistFileError {
  if (error instanceof AllowlistFileError) return error;
  throw error;
}
