// The text of a piece of HTML: its letters, with a new line where a block begins or ends.
import { Parser } from 'htmlparser2';

const BLOCKS: ReadonlySet<string> = new Set([
  ...['address', 'article', 'blockquote', 'br', 'dd', 'div', 'dl', 'dt', 'figure', 'footer', 'h1', 'h2', 'h3', 'h4'],
  ...['h5', 'h6', 'header', 'hr', 'li', 'ol', 'p', 'pre', 'section', 'table', 'td', 'th', 'tr', 'ul'],
]);
const DROPPED: ReadonlySet<string> = new Set(['script', 'style', 'template', 'noscript', 'iframe', 'object']);

/** For pieces, not for pages: at most so many tags as fit into some ten thousand characters. Must not throw. */
export function plainText(html: string): string {
  const out: string[] = [];
  let dropped = 0;
  const parser = new Parser({
    onopentag(name) {
      if (DROPPED.has(name)) dropped++;
      if (BLOCKS.has(name)) out.push('\n');
    },
    ontext(text) {
      if (dropped === 0) out.push(text);
    },
    onclosetag(name) {
      if (DROPPED.has(name)) dropped--;
      if (BLOCKS.has(name)) out.push('\n');
    },
  });
  parser.end(html);
  return out
    .join('')
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n[\s]*/g, '\n')
    .trim();
}
