// The few shapes of the page, drawn in lines, and the picture of the installed app.
import { deflateSync } from 'node:zlib';
import { el, type Markup } from './el.js';

const SHAPES = {
  inbox: el`<path d="M4 13 6.5 5h11L20 13v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM4 13h4.5l1.5 2.5h4l1.5-2.5H20"/>`,
  chats: el`<path d="M4 5h11v8H8l-4 3zM18 9h2v10l-3.500-2.500H10V16"/>`,
  pen: el`<path d="m5 19 1-4L16 5l3 3L9 18zM14 7l3 3"/>`,
  lens: el`<circle cx="11" cy="11" r="6"/><path d="m15.500 15.500 4.500 4.500"/>`,
  key: el`<circle cx="8" cy="15" r="4"/><path d="m11 12 8-8M16 7l3 3"/>`,
  back: el`<path d="M15 5l-7 7 7 7"/>`,
  go: el`<path d="m9 6 6 6-6 6"/>`,
} as const;
export type Icon = keyof typeof SHAPES;

export const icon = (name: Icon): Markup => el`<svg viewBox="0 0 24 24" aria-hidden="true">${SHAPES[name]}</svg>`;

/** A gate in a wall: the app's picture. */
export const ICON_SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><path fill="#2a4fc4" d="M0 0h64v64H0z"/>' +
  '<path fill="#fff" d="M14 50V28a18 18 0 0 1 36 0v22H40V28a8 8 0 0 0-16 0v22z"/><circle cx="32" cy="46" r="4" fill="#fff"/></svg>\n';

const SIDE = 64;
const [INK, PAPER] = [
  [0x2a, 0x4f, 0xc4],
  [0xff, 0xff, 0xff],
] as const;
/** So many samples a side of each pixel smooth the edges. */
const SAMPLES = 4;

/** The same picture as a PNG (RFC 2083) of so many pixels a side: some systems install nothing else. */
export function iconPng(size: number): Uint8Array<ArrayBuffer> {
  const rows = Buffer.alloc(size * (1 + size * 3));
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const share = shareOf(x, y, size);
      for (let c = 0; c < 3; c++)
        rows[y * (1 + size * 3) + 1 + x * 3 + c] = Math.round(INK[c]! + (PAPER[c]! - INK[c]!) * share);
    }
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const chunks = [
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(rows, { level: 9 })),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return new Uint8Array(Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]));
}

/** How much of a pixel is white. */
function shareOf(x: number, y: number, size: number): number {
  let white = 0;
  for (let i = 0; i < SAMPLES * SAMPLES; i++) {
    const at = (along: number, n: number): number => ((along + (n + 0.5) / SAMPLES) * SIDE) / size;
    if (isWhite(at(x, i % SAMPLES), at(y, Math.floor(i / SAMPLES)))) white++;
  }
  return white / SAMPLES ** 2;
}

function isWhite(x: number, y: number): boolean {
  if (Math.hypot(x - 32, y - 46) <= 4) return true;
  const [far, up] = [Math.abs(x - 32), Math.hypot(x - 32, y - 28)];
  return y <= 28 ? up <= 18 && up >= 8 : y <= 50 && far <= 18 && far >= 8;
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** The checksum of PNG: CRC-32 of ISO 3309. */
function crc32(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return (sum ^ 0xffffffff) >>> 0;
}
