// Tests what may be written down, and that knowing the contracts is not being able to write.
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { importsOf } from '../imports.fixture.js';
import { createTask, logEvent, saveDraft } from './contracts.js';
import { draftInput, eventInput, taskInput } from './record-schema.js';

test.each([
  [createTask, 'create_task', 'task'],
  [saveDraft, 'save_draft', 'draft'],
  [logEvent, 'log_event', 'log'],
] as const)('%s stays on this machine, is no secret, and may be tried again', (contract, name, effect) => {
  expect({ ...contract, input: 0, output: 0 }).toMatchObject({
    ...{ name, effect, source: 'high', control: [], outsider: [], egress: false, private: false, idempotent: true },
  });
});

describe('nothing but what is declared, and no more than the caps', () => {
  test.each([
    [taskInput, { title: 'Call Bob', text: 'About\nthe invoice', due: '2027-01-31' }, true],
    [taskInput, { title: 'Call Bob' }, true],
    [taskInput, { title: '' }, false],
    [taskInput, { title: 'a\nb' }, false],
    [taskInput, { title: 'a\u2028b' }, false],
    [taskInput, { title: 'x'.repeat(201) }, false],
    [taskInput, { title: 'a', due: '2027-02-30' }, false],
    [taskInput, { title: 'a', due: 'tomorrow' }, false],
    [taskInput, { title: 'a', id: '../../x' }, false],
    [taskInput, { title: 'a', folder: '/etc' }, false],
    [taskInput, { title: 'a', text: '\ud800' }, false],
    [draftInput, { title: 'Dear Bob', text: 'x'.repeat(256 * 1024) }, true],
    [draftInput, { title: 'Dear Bob', text: 'x'.repeat(256 * 1024 + 1) }, false],
    [draftInput, { title: 'Dear Bob' }, false],
    [eventInput, { event: 'page_read', text: 'a\nb' }, true],
    [eventInput, { event: 'Page read' }, false],
    [eventInput, { event: 'a\n' }, false],
    [eventInput, { event: 'a', text: 'x'.repeat(16 * 1024 + 1) }, false],
    [eventInput, { event: 'a', at: '1970-01-01' }, false],
  ])('%#', (schema, input, fits) => expect(schema.safeParse(input).success).toBe(fits));
});

test('the contracts are data: nothing they import can open a file', () => {
  const outside = [...importsOf(fileURLToPath(new URL('./contracts.ts', import.meta.url)))];
  expect(outside.filter((specifier) => !specifier.startsWith('.')).sort()).toEqual(['@sallyport/core/tool', 'zod']);
});
