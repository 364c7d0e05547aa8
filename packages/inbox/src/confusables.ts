// LetterView that pass for others, as data: what NFKC and the fold to lower case leave different. A small part of Unicode TR39.

/** Rows of `from…` characters and what each of them looks like, in lower case. */
const ROWS: readonly (readonly [looksLike: string, from: string])[] = [
  // Cyrillic, Greek, Armenian, Cherokee, phonetic small capitals, Latin with a stroke
  ['a', 'аαАΑᎪᴀɑ'],
  ['b', 'вьЬВΒβᏏʙƀ'],
  ['c', 'сϲСᏟᴄⅽↄ'],
  ['d', 'ԁԀᎠᴅđɖɗ'],
  ['e', 'еєҽεЕΕᎬᴇɛ℮'],
  ['f', 'ғϝſƒ'],
  ['g', 'ɡցԍᏀɢ'],
  ['h', 'һհнНΗᎻʜħ'],
  ['j', 'јϳյЈᎫᴊȷ'],
  ['k', 'кκКΚᏦᴋқ'],
  ['l', 'ӏіїιıɩɪʟłІΙӀǀǃ|Ꮮ¡i1!'],
  ['m', 'мМΜᎷᴍ'],
  ['n', 'пηոռиΝɴŋ'],
  ['o', 'оοօσөОΟՕᴏøɵ0ⲟ'],
  ['p', 'рρРΡᏢᴘ'],
  ['q', 'ԛզգ'],
  ['r', 'гᴦʀɍ'],
  ['s', 'ѕЅᏚꜱʂ'],
  ['t', 'тτТΤᎢᴛŧ'],
  ['u', 'υսцᴜʉ'],
  ['v', 'ѵνѴᏙᴠ'],
  ['w', 'ԝωшѡԜᎳᴡ'],
  ['x', 'хχХΧ×'],
  ['y', 'уүγУҮΥʏ'],
  ['z', 'ʐᴢΖᏃƶ'],
  ['3', 'зЗӡ'],
  ['-', '‐‑‒–—―−⁃ー'],
  ['.', '․。·•'],
  ['/', '⁄∕'],
  ["'", '’‘ʼ`´'],
];

const TABLE: ReadonlyMap<string, string> = new Map(
  ROWS.flatMap(([to, from]) => [...from].map((c): [string, string] => [c, to])),
);

/** Pairs that pass for one letter, in letters that were already folded. */
const PAIRS: readonly (readonly [string, string])[] = [
  ['rn', 'm'],
  ['vv', 'w'],
];

const INVISIBLE = /[\p{M}\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u{16FE4}\u2800\ufffc\u{13441}\u{13442}\u{1D159}]/gu;

/**
 * What a name looks like, for comparison only: two names with one skeleton can be taken for each other. NFKC, look-alike
 * letters folded, no accents, no case, nothing invisible; `i`, `l`, `1`, `I` are one, `0` and `o` too, `rn` is `m`.
 */
export function skeleton(name: string): string {
  const plain = name.normalize('NFKC').normalize('NFD').replace(INVISIBLE, '');
  let folded = '';
  for (const c of plain) {
    const lower = c.toLowerCase();
    folded += TABLE.get(c) ?? TABLE.get(lower) ?? lower;
  }
  for (const [pair, one] of PAIRS) folded = folded.replaceAll(pair, one);
  return folded;
}
