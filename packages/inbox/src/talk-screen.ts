// Draws contacts, conversations and finds as lines of plain text: the same view gives the same lines.
import type { ContactView } from './contacts.js';
import type { FoundView } from './found.js';
import { draw, flagLines, gap, letterLines, own, type ScreenOptions, stateLines } from './screen.js';
import type { ThreadView, Turn } from './thread.js';
import { counted } from './words.js';
import { BAR, type Line } from './wrap.js';

/** Draws a person's contacts, each with what waits and the latest word behind a bar. */
export function contactsScreen(contacts: readonly ContactView[], options: ScreenOptions = {}): string[] {
  const lines = contacts.flatMap(({ name, word, trust, waiting, waits, frozen, latest, flags }) => [
    gap,
    own(`${name} · ${word} · ${trust.word}${waiting > 0 ? ` · ${waits}` : ''}`, waiting > 0 ? 'strong' : trust.tone),
    ...(frozen ? [own(`  ${frozen.words}`, frozen.tone)] : []),
    ...flagLines(flags),
    ...(latest
      ? [
          own(`  ${latest.by}, ${latest.when}${latest.more === undefined ? '' : ` ${latest.more}`}`, 'dim'),
          { lead: `  ${BAR}`, text: latest.text, tone: 'plain' } as const,
        ]
      : []),
  ]);
  return draw(options.title ?? 'contacts', [own(counted(contacts.length, 'contact'), 'strong'), ...lines], options);
}

/** Draws a conversation, oldest first. What is folded is counted; `whole` shows it. */
export function threadScreen(thread: ThreadView, options: ScreenOptions = {}): string[] {
  const { words, flags, turns, earlier, other } = thread;
  const { whole = false, title = `with ${other.name}` } = options;
  const shown = whole || earlier === undefined ? turns : turns.slice(earlier.count);
  const lines = [
    own(words, 'strong'),
    ...flagLines(flags),
    ...(shown === turns || earlier === undefined ? [] : [own(earlier.words, 'warn')]),
    ...shown.flatMap((turn) => turnLines(turn, whole)),
  ];
  return draw(title, lines, options);
}

function turnLines({ way, sent, letter, material, state, hands }: Turn, whole: boolean): Line[] {
  return [
    gap,
    ...letterLines(letter, `${way}: a message from`, whole),
    own(`  sent ${sent}`, 'dim'),
    ...stateLines(state, whole),
    ...(hands === undefined ? [] : [own(`  ${hands}`, 'calm')]),
    ...material.flatMap((one) => [...letterLines(one, '  material: a message from', whole)]),
  ];
}

/** Draws what was found. What it was found by is named below the piece it stands in. */
export function foundScreen({ words, unverified, hits }: FoundView, options: ScreenOptions = {}): string[] {
  const lines = hits.flatMap(({ seq, words: what, trust, when, pieces }) => [
    gap,
    own(`${seq} · ${what} (${trust.word})`, trust.tone),
    own(`  ${when}`, 'dim'),
    { lead: BAR, text: pieces.map(({ text }) => text).join(''), tone: 'plain' } as const,
    ...foundBy(pieces),
  ]);
  const left = unverified === undefined ? [] : [own(unverified, 'warn')];
  return draw(options.title ?? 'found', [own(words, 'strong'), ...left, ...lines], options);
}

function foundBy(pieces: FoundView['hits'][number]['pieces']): Line[] {
  const marked = [
    ...new Set(pieces.filter((piece) => piece.marked).map(({ text }) => `"${text.replaceAll('"', '\\"')}"`)),
  ];
  return marked.length === 0 ? [] : [own(`  found by ${marked.join(', ')}`, 'dim')];
}
