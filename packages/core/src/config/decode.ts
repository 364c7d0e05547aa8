// Bytes to text, strictly: a byte that is no UTF-8 is a fault, and never a replacement character in somebody's name.

export interface Decoded {
  readonly text: string;
  /** Where in the text the first bad byte would stand. */
  readonly broken?: number;
}

const BOM = '\ufeff';

export function decode(given: string | Uint8Array): Decoded {
  if (typeof given === 'string') return { text: given.startsWith(BOM) ? given.slice(1) : given };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(given) };
  } catch {
    // what stands before it is shown, and what stands behind it is not read
    const loose = new TextDecoder('utf-8').decode(given);
    const broken = loose.search(/\ufffd/u);
    return { text: loose.slice(0, broken + 1), broken };
  }
}
