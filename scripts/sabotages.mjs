// The sabotages: one edit each that breaks a promise of docs/promises.md on purpose. Their tests must turn red.

/**
 * `promise`  the id whose tests must notice: only tests that cite it in their title are run
 * `what`     one sentence that says what is broken, as a person would say it; it stands in docs/promises.md too
 * `file`     the one file that is edited
 * `find`     a text that occurs in it exactly once
 * `replace`  what stands there instead; the file must still parse
 * `tests`    parts of the paths of the test files to run: all `.test.ts`, or all `.test-d.ts`
 *
 * @type {readonly { promise: string, what: string, file: string, find: string, replace: string, tests: readonly string[] }[]}
 */
export const sabotages = [
  {
    promise: 'LIST-1',
    what: 'letters match whatever their case',
    file: 'packages/allowlist/src/glob.ts',
    find: 'sign === ANY || sign === subject[s]',
    replace: 'sign === ANY || Number(sign) % 32 === Number(subject[s]) % 32',
    tests: ['packages/allowlist/src/glob.test.ts', 'packages/allowlist/src/vectors.test.ts'],
  },
  {
    promise: 'LIST-2',
    what: 'positive patterns are asked before negative ones',
    file: 'packages/allowlist/src/rules.ts',
    find: 'denied.find(name, codes) ?? admitted.find(name, codes)',
    replace: 'admitted.find(name, codes) ?? denied.find(name, codes)',
    tests: ['packages/allowlist/src/allowlist.test.ts'],
  },
  {
    promise: 'LIST-3',
    what: 'a missing list admits anyone',
    file: 'packages/allowlist/src/allowlist.ts',
    find: 'patterns ?? []',
    replace: "patterns ?? ['*']",
    tests: ['packages/allowlist/src/allowlist.test.ts'],
  },
  {
    promise: 'LIST-4',
    what: 'a name of any length is read',
    file: 'packages/allowlist/src/name.ts',
    find: 'text.length > 512 ? undefined : codePoints(text)',
    replace: 'codePoints(text)',
    tests: ['packages/allowlist/src/vectors.test.ts'],
  },
  {
    promise: 'LIST-5',
    what: 'characters that are drawn as nothing may stand in a name',
    file: 'packages/allowlist/src/name.ts',
    find: '\\p{Z}\\p{DI}\\u2800',
    replace: '\\p{Z}\\u2800',
    tests: ['packages/allowlist/src/name.test.ts'],
  },
  {
    promise: 'LIST-7',
    what: 'only a lone star counts as public',
    file: 'packages/allowlist/src/exposure.ts',
    find: '/^~?\\?*\\*[*?]*$/',
    replace: '/^\\*$/',
    tests: ['packages/allowlist/src/exposure.test.ts'],
  },
  {
    promise: 'SEE-1',
    what: 'a character that follows a counted run is swallowed',
    file: 'packages/inbox/src/escape.ts',
    find: 'i += unit * times;',
    replace: 'i += unit * times + (times > 1 ? 1 : 0);',
    tests: ['packages/inbox/src/escape.test.ts'],
  },
  {
    promise: 'SEE-2',
    what: 'characters that are drawn as nothing are shown as they are',
    file: 'packages/inbox/src/escape.ts',
    find: '\\\\p{Z}\\\\p{Default_Ignorable_Code_Point}',
    replace: '\\\\p{Z}',
    tests: ['packages/inbox/src/escape.test.ts', 'packages/inbox/src/vectors.test.ts'],
  },
];
