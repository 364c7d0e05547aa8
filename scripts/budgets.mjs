// How large each entry may be: KiB of minified code, with the package's own chunks and without what it depends on.

/**
 * A new entry needs a line. One that outgrows its line is slimmed, or the change that raises the line says why.
 * What an entry imports from other packages (zod, our own packages too) is not in its number.
 */
export const KIB = {
  '@sallyport/allowlist': 3.1,
  '@sallyport/allowlist/yaml': 14,
  '@sallyport/core': 236.5,
  '@sallyport/core/tool': 22.5,
  '@sallyport/core/config': 49,
  '@sallyport/core/store': 11.5,
  '@sallyport/core/archive': 73,
  '@sallyport/core/testing': 254.5,
  '@sallyport/core/testing/vitest': 1.5,
  '@sallyport/inbox': 45,
  '@sallyport/inbox/terminal': 47,
  '@sallyport/inbox/tui': 95,
  '@sallyport/inbox/web': 127,
  '@sallyport/store/sqlite': 24.5,
  '@sallyport/store/postgres': 39.5,
  '@sallyport/store/keyfile': 5,
  '@sallyport/store/ledger': 6.5,
  '@sallyport/store/conformance': 22,
  '@sallyport/config': 8.5,
  'sallyport (command)': 72.5,
  '@sallyport/tools/ingest': 30,
  '@sallyport/tools/ingest/contracts': 3,
  '@sallyport/tools/record': 9,
  '@sallyport/tools/record/contracts': 1.5,
  '@sallyport/tools/send': 6,
  '@sallyport/tools/send/contracts': 1.5,
  '@sallyport/adapters/maildir': 13,
  '@sallyport/adapters/ai-sdk': 4,
  '@sallyport/adapters/ai-sdk/testing': 2.5,
};
