// Which bytes a record speaks of.
import type { Content } from '../content/content.js';
import type { Body } from '../record/body.js';

/** Everything that is kept apart for a record. */
export function contentsOf(body: Body): readonly Content[] {
  switch (body.kind) {
    case 'message':
      return [body.text, ...body.material];
    case 'proposal':
      return [...Object.values(body.parts), body.why];
    case 'step':
      return body.result === undefined ? [] : [body.result];
    default:
      return [];
  }
}
