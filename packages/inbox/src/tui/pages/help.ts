// Every key, and what holds on these pages.
import { drawn, GAP, line } from '../draw.js';
import type { Seat } from '../seat.js';
import type { Line } from '../../wrap.js';
import { Text } from './reading.js';

const KEYS: readonly (readonly [title: string, keys: readonly (readonly [string, string])[]])[] = [
  [
    'Everywhere',
    [
      ['j k, arrows', 'one line down, up'],
      ['^d ^u', 'half a page down, up'],
      ['Space PgDn', 'a page down (where text is read)'],
      ['g G', 'to the beginning, to the end; Home and End too'],
      ['l Enter', 'open'],
      ['h Esc q', 'back; q quits where the lists are'],
      ['1 2 3 4 Tab', 'what waits, people and agents, notices, standing grants'],
      ['/ n', 'search the history; in a text: find, and find the next'],
      ['?', 'this help'],
      ['^l', 'draw the screen anew'],
      ['^c', 'quit at once; what was not decided still waits'],
    ],
  ],
  [
    'What waits',
    [
      ['Space', 'choose it: what is of one group is answered together'],
      ['A D', 'approve, deny what is chosen'],
      ['u', 'take an approval back, as long as it stands above what waits'],
      ['f', 'list only what one agent asks, for one tool, at one risk'],
      ['w', 'write to an agent'],
      ['z', 'freeze the agent that asks'],
    ],
  ],
  [
    'A proposal',
    [
      ['a d', 'approve, deny'],
      ['e', 'edit: propose it with other arguments, shown as a difference'],
      ['v', 'show what is folded away, and fold it again'],
      ['f m', 'forward the message behind it, open that message'],
      ['b', 'ask back'],
      ['s', 'standing grant: approve the like of it beforehand'],
      ['u', 'take an approval back, as long as that is possible'],
      ['J K', 'the next one, the previous one'],
      ['z', 'freeze the agent that asks'],
    ],
  ],
  [
    'A message',
    [
      ['f', 'forward it, as it is'],
      ['w', 'write to the agent'],
      ['o', 'make words of it your own: then they are trusted as yours'],
      ['v', 'show what is folded away, and fold it again'],
    ],
  ],
  [
    'People and agents, standing grants',
    [
      ['w', 'write to the agent'],
      ['z', 'freeze the agent; if it is frozen, thaw it'],
      ['x', 'revoke the grant'],
    ],
  ],
  [
    'A question',
    [
      ['y', 'yes, once all of it was on the screen'],
      ['n', 'no: back, and nothing is decided'],
      ['p', 'of a forward: only a part of it goes along'],
    ],
  ],
  [
    'Where text is typed',
    [
      ['Enter', 'next field, and on'],
      ['^J', 'a new line'],
      ['arrows', 'move the caret; up and down go on to the other fields'],
      ['Home End', 'to the beginning, to the end of a line; ^A and ^E too'],
      ['^U ^K', 'rub out all that stands before the caret, behind it'],
      ['^W', 'rub out the word before it'],
    ],
  ],
];

const HOLDS = [
  '│ begins a line of somebody else’s text, ┊ goes on with it: nothing behind them is a word of this screen.',
  'What does not fit on a line of a list is counted, ⟨+120⟩, and stands whole where it is opened.',
  'A question takes only a key that was pressed, alone, once it stood on the screen: no paste, no burst, no key held down.',
  'What is folded, was not on the screen, or is not what it looks like, takes a code: the beginning of its digest.',
];

/** The page of help. */
export function help(seat: Seat): Text {
  const lines: Line[] = [
    ...KEYS.flatMap(([title, keys]) => [
      line(title, 'strong'),
      ...keys.map(([key, what]) => line(what, 'plain', `  ${key.padEnd(12)} `)),
      GAP,
    ]),
    line('What holds here', 'strong'),
    ...HOLDS.map((text) => line(text, 'plain', '  ')),
  ];
  return new Text(seat, 'help', (room) => drawn(lines, room));
}
