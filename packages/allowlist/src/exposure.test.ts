/** LIST-7: what a list says of itself when it is loaded. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { allowlist } from './allowlist.js';
import type { Exposure } from './exposure.js';

const CASES: readonly (readonly [readonly string[], Exposure])[] = [
  [[], 'owner'],
  [['!bob', '!spam_*'], 'owner'],
  [['alice'], 'owner'],
  [['bob'], 'people'],
  [['bob', 'carol', '!spam_*'], 'people'],
  [['[a-z]+', '{a,b}'], 'people'],
  [['~mail:bob@corp.example'], 'people'],
  [['bob', 'team_*'], 'pattern'],
  [['team_*', 'bob'], 'pattern'],
  [['?'], 'pattern'],
  [['???'], 'pattern'],
  [['~?'], 'pattern'],
  [['~mail:*'], 'pattern'],
  [['*a'], 'pattern'],
  [['*'], 'public'],
  [['**'], 'public'],
  [['?*'], 'public'],
  [['*?'], 'public'],
  [['*?*'], 'public'],
  [['??*?'], 'public'],
  [['~*'], 'public'],
  [['~?*'], 'public'],
  [['*', 'bob'], 'public'],
  [['bob', 'team_*', '*', '!spam_*'], 'public'],
];

afterEach(() => void vi.restoreAllMocks());

describe('exposure', () => {
  test.each(CASES)('LIST-7: %j is %s, and only a public list warns', (patterns, exposure) => {
    const warnings: string[] = [];
    const door = allowlist({ owner: 'alice', patterns, onWarning: (warning) => warnings.push(warning) });
    expect(door.exposure).toBe(exposure);
    expect(warnings).toEqual(
      exposure === 'public' ? ['the allowlist of alice admits anyone: name people instead'] : [],
    );
  });

  test('LIST-7: a list that admits every name of a stranger says that it is public', () => {
    const strangers = ['x', '\u{1f600}', 'a name nobody wrote down', '~mail:x@y.example'];
    const loaded = CASES.map(([patterns]) => allowlist({ owner: 'alice', patterns, onWarning: () => undefined }));
    const open = loaded.filter((door) => strangers.every((name) => door.check(name).allowed));
    expect(new Set(open.map(({ exposure }) => exposure))).toEqual(new Set(['public']));
  });

  test('LIST-7: unless somebody listens, the process is warned', () => {
    const emit = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    allowlist({ owner: 'alice', patterns: ['team_*'] });
    expect(emit).not.toHaveBeenCalled();
    allowlist({ owner: 'alice', patterns: ['*'] });
    expect(emit.mock.calls).toEqual([['the allowlist of alice admits anyone: name people instead']]);
  });

  test('LIST-7: a warning that cannot be delivered does not stop the list', () => {
    const onWarning = () => {
      throw new Error('no log');
    };
    expect(allowlist({ owner: 'alice', patterns: ['*'], onWarning }).exposure).toBe('public');
  });
});
