/** The other process of waking.ts: waits at a gate, again and again, and says when its function started. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gateOn, guardedBy, input, placeAt, type House } from './house.js';
import { now } from './waking.js';

const [path = '', wakes = ''] = process.argv.slice(2);
// `as`: waking.ts wrote it
const house = JSON.parse(readFileSync(join(path, 'house.json'), 'utf8')) as House;
const place = await placeAt(join(path, 'a.db'));
const wire = guardedBy(gateOn(place, house), (id) => console.log(JSON.stringify({ id, at: now() })));
for (let left = Number(wakes); left > 0; left--) await wire(input);
await place.store.close();
