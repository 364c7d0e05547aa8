// The part of the page's script that counts down what runs out, in the words that the server has drawn.
import { UNITS } from '../words.js';

/**
 * Plain JavaScript. Counts on from what was left when the page was drawn, whatever the clock of the device says. Nothing of it is
 * read out. `runOut` is told what has run out.
 */
export const COUNTDOWN = `
const UNITS = ${JSON.stringify(UNITS)};
function span(ms) {
  const at = UNITS.findIndex(([, size]) => ms >= size);
  if (at < 0) return 'less than a second';
  const [[name, size], next] = [UNITS[at], UNITS[at + 1]];
  const said = (n, unit) => n.toLocaleString('en') + ' ' + unit + (n === 1 ? '' : 's');
  const rest = next ? Math.floor((ms % size) / next[1]) : 0;
  return said(Math.floor(ms / size), name) + (rest > 0 ? ' ' + said(rest, next[0]) : '');
}
const drawnAt = Date.now();
function countDown() {
  for (const one of all('[data-left]')) {
    const left = one.dataset.left - (Date.now() - drawnAt);
    const words = left > 0 ? one.dataset.says + ' ' + span(left) : 'the time is over';
    if (one.textContent !== words) one.textContent = words;
    if (left <= 0) { delete one.dataset.left; runOut(one); }
  }
}
setInterval(countDown, 1000);
document.addEventListener('visibilitychange', countDown);
`;
