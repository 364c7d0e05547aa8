// The headers of every answer: what a browser may do with it.
import type { Context, MiddlewareHandler } from 'hono';
import { NONCE, secureHeaders } from 'hono/secure-headers';

/** What is not one of these is handed over as a file, never drawn. */
const DRAWN =
  /^(text\/html|text\/css|text\/javascript|text\/event-stream|application\/(manifest\+)?json|image\/(png|svg\+xml))\b/;
/** Of these, the policy says what they may load and run. Anything else can do nothing at all. */
const ACTIVE = /^text\/(html|javascript)\b/;
const INERT = "default-src 'none'; frame-ancestors 'none'; sandbox";
const SELF = ["'self'"];
const NONE = ["'none'"];

/** The nonce that styles and scripts of this answer carry. */
export function nonceOf(c: Context): string {
  const nonce: unknown = c.get('secureHeadersNonce');
  return typeof nonce === 'string' ? nonce : '';
}

/** `isHttps`: then the browser is told to come back by https alone. `isOpen`: may this be kept in caches? */
export function headers(isHttps: boolean, isOpen: (path: string) => boolean): MiddlewareHandler {
  const secure = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: NONE,
      ...{ scriptSrc: [NONCE], styleSrc: [NONCE] },
      ...{ connectSrc: SELF, imgSrc: SELF, manifestSrc: SELF, workerSrc: SELF, formAction: SELF },
      ...{ frameAncestors: NONE, baseUri: NONE },
    },
    xFrameOptions: 'DENY',
    // nothing to anybody else; with `no-referrer` a form of our own would not say where it comes from
    referrerPolicy: 'same-origin',
    strictTransportSecurity: isHttps && 'max-age=15552000',
    permissionsPolicy: {
      ...{ publickeyCredentialsGet: ['self'], publickeyCredentialsCreate: ['self'] },
      ...{ camera: [], microphone: [], geolocation: [], payment: [], usb: [] },
    },
  });
  return async (c, next) => {
    const closed = await secure(c, async () => {
      await next();
    });
    harden(c, isOpen(c.req.path));
    return closed;
  };
}

function harden(c: Context, mayBeKept: boolean): void {
  const { headers: set } = c.res;
  const type = set.get('content-type') ?? 'text/plain';
  if (!DRAWN.test(type) && c.res.body !== null && !set.has('content-disposition'))
    set.set('content-disposition', 'attachment');
  if (!ACTIVE.test(type) || set.has('content-disposition')) set.set('content-security-policy', INERT);
  if (!mayBeKept || !set.has('cache-control')) set.set('cache-control', 'no-store');
}
