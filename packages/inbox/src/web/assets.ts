// What every page takes from the server besides itself: sheet, script, pictures, manifest. Nothing of the desk is in it.
import { Hono } from 'hono';
import { ICON_SVG, iconPng } from './icon.js';
import { MANIFEST } from './manifest.js';
import { SCRIPT } from './script.js';
import { STYLE } from './style.js';

const SIZES = [180, 192, 512] as const;
const KEEP = 'public, max-age=600';

/** Anybody may have these: the sign-in page needs them. */
export function assets(): Hono {
  const app = new Hono();
  const serve = (path: string, type: string, body: string | (() => Uint8Array<ArrayBuffer>)): void => {
    let made: string | Uint8Array<ArrayBuffer> | undefined;
    app.get(path, (c) => {
      made ??= typeof body === 'string' ? body : body();
      return c.body(made, 200, { 'content-type': type, 'cache-control': KEEP });
    });
  };
  serve('/manifest.webmanifest', 'application/manifest+json', MANIFEST);
  serve('/assets/desk.css', 'text/css; charset=utf-8', STYLE);
  serve('/assets/desk.js', 'text/javascript; charset=utf-8', SCRIPT);
  serve('/assets/icon.svg', 'image/svg+xml', ICON_SVG);
  for (const size of SIZES) serve(`/assets/icon-${size}.png`, 'image/png', () => iconPng(size));
  return app;
}
