// What a body is, and the text that its bytes are: by what the server says, never by guessing.
import { TextDecoder } from 'node:util';

/** A Content-Type (RFC 9110), in lower case. */
export interface MediaType {
  /** Such as `text/html`. */
  readonly essence: string;
  readonly charset: string | undefined;
}

export function mediaTypeOf(header: string): MediaType {
  const [essence = '', ...parameters] = header.toLowerCase().split(';');
  const charset = parameters.map((one) => /^\s*charset\s*=\s*"?([\w:.+-]{1,40})"?\s*$/.exec(one)?.[1]).find(Boolean);
  return { essence: essence.trim(), charset };
}

/** Where a document says its own encoding, it says it early. */
const HEAD_BYTES = 1024;
const DECLARED =
  /<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w:.+-]{1,40})|^<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w:.+-]{1,40})/i;

/**
 * Decodes as browsers do: by the byte order mark, else by the header, else by what the document says of itself, else as
 * UTF-8. What cannot be decoded becomes U+FFFD.
 */
export function decode(bytes: Uint8Array, { charset }: Pick<MediaType, 'charset'>): string {
  const marked = markOf(bytes);
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  const [, html, xml] = DECLARED.exec(head) ?? [];
  const declared = (html ?? xml)?.replace(/^utf-16.*/i, 'utf-8');
  return (decoder(marked) ?? decoder(charset) ?? decoder(declared) ?? new TextDecoder()).decode(bytes);
}

function markOf([a, b, c]: Uint8Array): string | undefined {
  if (a === 0xef && b === 0xbb && c === 0xbf) return 'utf-8';
  if (a === 0xfe && b === 0xff) return 'utf-16be';
  return a === 0xff && b === 0xfe ? 'utf-16le' : undefined;
}

function decoder(label: string | undefined): TextDecoder | undefined {
  if (label === undefined) return undefined;
  try {
    return new TextDecoder(label);
  } catch {
    return undefined;
  }
}

/** No text has a NUL; where there is one, somebody called a picture a text. */
export const isBinary = (text: string): boolean => text.includes('\0');
