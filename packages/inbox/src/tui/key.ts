// Reads what a terminal sends as keys: one by one, pastes apart, and so that a burst can be told from a key press.

/**
 * A key. `name` is the letter itself, or what stands on the key: `up`, `enter`, `ctrl-d`. What was pasted is one `paste` with its
 * text. `alone`: nothing else came with it, as when a person presses a key.
 */
export interface Key {
  readonly name: string;
  readonly text: string;
  readonly alone: boolean;
}

const ESCAPE = '\u001b';
const PASTE = { from: '\u001b[200~', to: '\u001b[201~' } as const;

/** What comes after ESC, for the keys that we know. The others have no name and do nothing. */
const SEQUENCES: Readonly<Record<string, string>> = {
  ...{ '[A': 'up', '[B': 'down', '[C': 'right', '[D': 'left', '[H': 'home', '[F': 'end', '[Z': 'backtab' },
  ...{ OA: 'up', OB: 'down', OC: 'right', OD: 'left', OH: 'home', OF: 'end' },
  ...{ '[1~': 'home', '[7~': 'home', '[4~': 'end', '[8~': 'end', '[3~': 'delete', '[5~': 'pageup', '[6~': 'pagedown' },
};
const CONTROLS: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'newline',
  '\t': 'tab',
  '\u007f': 'backspace',
  '\b': 'backspace',
};

/** A whole escape sequence: CSI, SS3, or ESC with one other character. */
const SEQUENCE = /^\u001b(?:\[[0-?]*[ -/]*[@-~]|O[ -~]|[^[O])/u; // eslint-disable-line no-control-regex
const UNFINISHED = /^\u001b(?:\[[0-?]*[ -/]*|O)?$/u; // eslint-disable-line no-control-regex

export class KeyReader {
  #rest = '';
  #pasted: string | undefined;

  /** Is there the beginning of something that may go on, or may have been the Escape key? */
  get isWaiting(): boolean {
    return this.#rest !== '';
  }

  /** The keys of a chunk, in their order. */
  push(chunk: string): Key[] {
    const wasWaiting = this.isWaiting;
    this.#rest += chunk;
    const keys: { name: string; text: string }[] = [];
    for (let key = this.#next(); key !== undefined; key = this.#next()) keys.push(key);
    const alone = keys.length === 1 && !wasWaiting && !this.isWaiting && this.#pasted === undefined;
    return keys.map((key) => ({ ...key, alone }));
  }

  /** Nothing has followed: what was kept back is the Escape key, or nothing that we know. */
  flush(): Key[] {
    const rest = this.#rest;
    this.#rest = '';
    return rest === ESCAPE ? [{ name: 'escape', text: '', alone: true }] : [];
  }

  #next(): { name: string; text: string } | undefined {
    if (this.#pasted !== undefined) return this.#paste();
    if (this.#rest === '' || UNFINISHED.test(this.#rest)) return undefined;
    if (!this.#rest.startsWith(ESCAPE)) {
      const [letter = ''] = this.#rest;
      this.#rest = this.#rest.slice(letter.length);
      return { name: nameOf(letter), text: isControl(letter) ? '' : letter };
    }
    const sequence = SEQUENCE.exec(this.#rest)?.[0] ?? ESCAPE;
    this.#rest = this.#rest.slice(sequence.length);
    if (sequence === PASTE.from) {
      this.#pasted = '';
      return this.#next();
    }
    return { name: SEQUENCES[sequence.slice(1)] ?? 'unknown', text: '' };
  }

  #paste(): { name: string; text: string } | undefined {
    const all = (this.#pasted ?? '') + this.#rest;
    const end = all.indexOf(PASTE.to);
    this.#pasted = end < 0 ? all : undefined;
    this.#rest = end < 0 ? '' : all.slice(end + PASTE.to.length);
    return end < 0 ? undefined : { name: 'paste', text: all.slice(0, end) };
  }
}

const isControl = (letter: string): boolean => /^\p{Cc}$/u.test(letter);

function nameOf(letter: string): string {
  if (!isControl(letter)) return letter;
  const code = letter.charCodeAt(0);
  return CONTROLS[letter] ?? (code < 27 ? `ctrl-${String.fromCharCode(code + 96)}` : 'unknown');
}
