// Holds the compiler's cost to its budget, as a promise.
import { expect, test } from 'vitest';

import { coreIsStarted } from '../lib/workspace.mjs';
import { BUDGET, costPerTool, TOOLS } from './type-cost.mjs';

test.skipIf(!coreIsStarted())(
  'TYPE-5: registering 500 tools costs at most 40 instantiations per tool',
  { timeout: 240_000 },
  () => {
    expect([TOOLS, BUDGET]).toEqual([500, 40]);
    expect(costPerTool()).toBeLessThanOrEqual(BUDGET);
  },
);
