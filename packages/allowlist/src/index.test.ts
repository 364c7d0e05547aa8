/** The face of the package. */
import { expect, test } from 'vitest';
import * as face from './index.js';

test('LIST-1: the face lists these names and no others', () => {
  expect(Object.keys(face).toSorted()).toEqual(['AllowlistError', 'allowlist', 'nameFault']);
});
