// serve: the desk as a page.
import type { Run } from '../command.js';
import { Failure } from '../errors.js';
import { EXIT } from '../exit.js';

export const run: Run = async () => {
  throw new Failure(EXIT.failed, 'not there yet');
};
