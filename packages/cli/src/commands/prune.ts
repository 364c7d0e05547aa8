// prune: lets the bytes go of what is over and old; the owner signs up to where.
import type { Duration } from '@sallyport/core';
import { pruneJournal } from '@sallyport/core/archive';
import { milliseconds } from '@sallyport/core/config';
import { agrees } from '../ask.js';
import type { Run } from '../command.js';
import { Failure, Usage } from '../errors.js';
import { EXIT } from '../exit.js';
import { isAttended } from '../io.js';
import { signing } from '../open.js';

export const run: Run = async (call) => {
  const { given, io, print } = call;
  const age = given.text('older-than');
  if (age === undefined || milliseconds(age) === undefined)
    throw new Usage('prune wants --older-than TIME, as 365d', 'prune');
  if (!given.has('yes')) {
    if (!isAttended(io))
      throw new Usage('what is pruned is gone for good, and nobody is asked here: say --yes', 'prune');
    if (!(await agrees(io, `words, arguments and results older than ${age} go for good. Go on?`)))
      throw new Failure(EXIT.refused, 'nothing was pruned');
  }
  return signing(call, async ({ root, store, signer }) => {
    // `as`: it was read as one above. The desk was opened to sign, so there is a signer
    const done = await pruneJournal({ root, store, person: signer!, olderThan: age as Duration });
    if (print.json) print.data(done);
    else print.line(`${done.contents} contents are gone; the journal is whole`, 'good');
    return EXIT.done;
  });
};
