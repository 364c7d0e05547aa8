// The grants that the types read out of the one table.
import { expectTypeOf, test } from 'vitest';
import type { Clear, Effect, Grant, Proposed, Proposer, Takes, TrustLevel } from './trust.js';

test('TYPE-2: what a seat grants', () => {
  expectTypeOf<Grant<'intake'>>().toEqualTypeOf<'ingest' | 'analyze' | 'report' | 'task' | 'draft' | 'log'>();
  expectTypeOf<Grant<'action'>>().toEqualTypeOf<Exclude<Effect, 'ingest'>>();
  expectTypeOf<Grant<'zero'>>().toEqualTypeOf<'ingest' | 'analyze' | 'report'>();
  expectTypeOf<Grant<'low'>>().toEqualTypeOf<Grant<'zero'>>();
  expectTypeOf<Grant<'medium'>>().toEqualTypeOf<Grant<'intake'>>();
  expectTypeOf<Grant<'high'>>().toEqualTypeOf<Effect>();
});

test('TYPE-2: a union grants and takes only what all of its members do', () => {
  expectTypeOf<Grant<'low' | 'high'>>().toEqualTypeOf<Grant<'low'>>();
  expectTypeOf<Grant<'intake' | 'action'>>().toEqualTypeOf<Exclude<Grant<'intake'>, 'ingest'>>();
  expectTypeOf<Takes<'low' | 'high'>>().toEqualTypeOf<'high'>();
  expectTypeOf<Takes<'zero'>>().toEqualTypeOf<TrustLevel>();
  expectTypeOf<Takes<'medium'>>().toEqualTypeOf<'medium' | 'high'>();
});

test('TYPE-6: what may be proposed, and by whom', () => {
  expectTypeOf<Proposed>().toEqualTypeOf<'task' | 'draft' | 'log' | 'query' | 'update' | 'send' | 'execute'>();
  expectTypeOf<Proposer>().toEqualTypeOf<'low' | 'medium' | 'high'>();
  expectTypeOf<Clear>().toEqualTypeOf<'ingest'>();
});
