// Reads the bytes of one mail into what a delivery holds: a claimed sender, a subject, and text a person can check.
import { MailParser } from 'mailparser';
import { textOfHtml } from './html.js';
import { senderOf, type HeaderLines } from './sender.js';

/** What is taken from a mail. Outsiders wrote all of it. */
export interface Mail {
  /** The one address of its From header, or `'unknown'`. */
  readonly from: string;
  readonly subject?: string;
  /** Its plain text, or the text of its HTML; then one line in brackets for each thing that is not in it. */
  readonly text: string;
}

interface Attachment {
  readonly name: string | undefined;
  readonly type: string;
  readonly size: number;
}

interface Parts {
  headers: HeaderLines;
  subject: unknown;
  text: string;
  html: string;
  /** Some of the HTML has no plain-text twin. */
  htmlNeeded: boolean;
  readonly attachments: Attachment[];
}

const PATIENCE = 30_000;
const LISTED = 100;
const LONGEST_NAME = 200;

// HTML is never given to mailparser's own converter: half a megabyte of nested quotations kept it busy for 100 s.
// A length limit of 0 makes it say, in `textConversionError`, that some HTML stands alone. An embedded message is an
// attachment: its From is not the mail's.
const OPTIONS = {
  checksumAlgo: false,
  ignoreEmbedded: true,
  maxChildNodes: 500,
  maxHeadSize: 128 * 1024,
  maxHtmlLengthToParse: 0,
  skipImageLinks: true,
  skipTextLinks: true,
  skipTextToHtml: true,
} as const;

/** Rejects when the bytes cannot be read as a mail: too many parts, too long a head, more than 30 seconds of work. */
export async function readMail(bytes: Buffer): Promise<Mail> {
  const parts = await split(bytes);
  const subject = typeof parts.subject === 'string' ? oneLine(parts.subject) : '';
  return {
    from: senderOf(parts.headers),
    ...(subject === '' ? {} : { subject }),
    text: wellFormed(bodyOf(parts)),
  };
}

function split(bytes: Buffer): Promise<Parts> {
  const parts: Parts = { headers: [], subject: undefined, text: '', html: '', htmlNeeded: false, attachments: [] };
  const parser = new MailParser(OPTIONS);
  return new Promise<Parts>((resolve, reject) => {
    const timer = setTimeout(() => fail(new Error(`reading it took more than ${PATIENCE / 1000} s`)), PATIENCE);
    function fail(error: Error): void {
      clearTimeout(timer);
      reject(error);
      parser.destroy();
    }
    parser.on('error', fail);
    parser.on('headers', (headers) => (parts.subject = headers.get('subject')));
    parser.on('headerLines', (lines: HeaderLines) => (parts.headers = lines));
    parser.on('data', (data) => {
      if (data.type === 'text') {
        parts.text = data.text ?? '';
        parts.html = data.html ?? '';
        parts.htmlNeeded = data.textConversionError !== undefined;
        return;
      }
      data.content.on('error', fail);
      data.content.on('end', () => {
        parts.attachments.push({ name: data.filename, type: data.contentType, size: data.size ?? 0 });
        data.release?.();
      });
      data.content.resume();
    });
    parser.on('end', () => {
      clearTimeout(timer);
      resolve(parts);
    });
    parser.end(bytes);
  });
}

function bodyOf(parts: Parts): string {
  const plain = parts.text.trimEnd();
  const sections = plain === '' ? [] : [plain];
  const notes: string[] = [];
  if (parts.html !== '' && (parts.htmlNeeded || plain === '')) {
    const { text, leftOut } = textOfHtml(parts.html);
    sections.push(`[this text was made from the mail's HTML]\n${text}`);
    if (leftOut > 0) notes.push(`[left out: ${leftOut} characters of comments, scripts and styles]`);
  } else if (parts.html !== '') {
    notes.push(`[left out: the mail's HTML version, ${parts.html.length} characters]`);
  }
  notes.push(...parts.attachments.slice(0, LISTED).map(lineFor));
  const more = parts.attachments.length - LISTED;
  if (more > 0) notes.push(`[and ${more} more attachments]`);
  if (notes.length > 0) sections.push(notes.join('\n'));
  return sections.join('\n\n');
}

function lineFor({ name, type, size }: Attachment): string {
  const shown = name === undefined ? 'without a name' : JSON.stringify(cut(oneLine(name)));
  return `[attachment: ${shown}, ${cut(oneLine(type))}, ${size} bytes]`;
}

const cut = (text: string): string =>
  text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME)}… (${text.length} characters)` : text;
const oneLine = (text: string): string =>
  wellFormed(text)
    .replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
/** Half a surrogate pair has no bytes: a charset may decode to one, and the journal could not hold it. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');
