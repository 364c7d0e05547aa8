// Tests that a reader is as trusted as it was made, wherever it is written down.
import type { IntakeTool } from '@sallyport/core/tool';
import { expectTypeOf, test } from 'vitest';
import { feedReader, fileReader, fileSearch, webReader } from '../ingest.js';

test('unsaid, a reader brings in low-trust content, also within a list of tools', () => {
  const tools: readonly IntakeTool<'low'>[] = [
    webReader(),
    feedReader(),
    fileReader({ root: 'x' }),
    fileSearch({ root: 'x' }),
  ];
  expectTypeOf(tools).not.toBeAny();
  expectTypeOf(
    webReader().fits.trust.medium,
  ).toEqualTypeOf<"a medium-trust agent cannot register 'read_web_page': it brings in low-trust content">();
  expectTypeOf(
    fileReader({ root: 'x' }).fits.role.action,
  ).toEqualTypeOf<"an ActionAgent cannot register 'read_file': it reads outside content">();
});

test('said, it brings in what was said', () => {
  const tools: readonly IntakeTool<'medium'>[] = [
    webReader({ source: 'medium' }),
    feedReader({ source: 'high' }),
    fileReader({ root: 'x', source: 'medium' }),
    fileSearch({ root: 'x', source: 'medium' }),
  ];
  expectTypeOf(tools).not.toBeAny();
  expectTypeOf(webReader({ source: 'zero' }).source).toEqualTypeOf<'zero'>();
  expectTypeOf(
    webReader({ source: 'zero' }).fits.trust.low,
  ).toEqualTypeOf<"a low-trust agent cannot register 'read_web_page': it brings in zero-trust content">();
});
