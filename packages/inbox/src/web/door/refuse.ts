// How a refusal is told: a short page to a browser that wants one, JSON to anything else.
import type { Context } from 'hono';
import { barePage } from './bare-page.js';
import type { Refusal } from './checks.js';
import { SIGN_IN } from './client.js';
import { nonceOf } from './headers.js';

export function refuse(c: Context, { status, why }: Refusal): Response {
  if (status === 405) c.header('allow', 'GET, HEAD, POST');
  if (status === 429) c.header('retry-after', '60');
  if (!wantsPage(c)) return c.json({ error: { code: 'NOT_ALLOWED', message: why } }, status);
  return c.html(barePage({ title: 'Not here', nonce: nonceOf(c), main: `<p>${sentence(why)}</p>` }), status);
}

/** The way in stands where the page would have been: once signed in, it is shown. */
export function unsigned(c: Context, refusal: Refusal): Response {
  return wantsPage(c) ? c.html(signInPage(c), refusal.status) : refuse(c, refusal);
}

export function signInPage(c: Context): string {
  const main = `<p>This desk belongs to a person. Show that it is you.</p>
<p><button class="btn yes" id="go" disabled>Sign in with your passkey</button></p>
<p id="said" role="status" aria-live="polite"></p>
<noscript><p>Signing in needs JavaScript: the passkey is asked by the page.</p></noscript>
<p>No passkey on this device yet? Ask for a pairing link where the desk is served.</p>
<p>Signed in already, and came by a link? <a href="${c.req.path === '/sign-in' ? '/' : ''}">Show the page</a>.</p>`;
  return barePage({ title: 'Sign in', nonce: nonceOf(c), main, script: SIGN_IN });
}

const wantsPage = ({ req }: Context): boolean =>
  req.method === 'GET' && (req.header('accept') ?? '').includes('text/html');

const sentence = (why: string): string => `${why.charAt(0).toUpperCase()}${why.slice(1)}.`;
