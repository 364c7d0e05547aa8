// The page's own script, as the browser gets it: signs with the passkey what a form asks for, and tells what is new.
import { COUNTDOWN } from './countdown.js';

/** How long a button must have been in sight before it can be pressed, in milliseconds. */
const ARMED_AFTER = 600;

/** Plain JavaScript. It draws text, and such markup only as the server has escaped, and runs under a policy that allows nothing else. */
export const SCRIPT = `// Everything on this page can be read without this script. It signs with your passkey, and tells what is new.
const all = (what, within = document) => [...within.querySelectorAll(what)];
const live = document.querySelector('#live');
const news = document.querySelector('#news');

function say(words, next, label) {
  live.replaceChildren(words);
  if (!next) return;
  const link = document.createElement('a');
  link.href = next;
  link.textContent = label;
  live.append(' ', link);
}

// What was said stands at the top, away from the thumb, until it is tapped away.
live?.addEventListener('click', ({ target }) => { if (!target.closest('a')) live.replaceChildren(); });
document.addEventListener('keydown', ({ key }) => { if (key === 'Escape') live?.replaceChildren(); });

// Nothing that has only just come into sight can be pressed: a thumb on its way down must not sign.
const seen = new WeakMap();
let isOver = false;
function arm(button) {
  if (document.visibilityState !== 'visible' || !seen.has(button)) return;
  setTimeout(() => { if (isArmed(button) && !isOver) button.disabled = false; }, ${ARMED_AFTER});
}
const isArmed = (button) => performance.now() - (seen.get(button) ?? Infinity) >= ${ARMED_AFTER} - 5;
const sight = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting) { seen.set(target, performance.now()); arm(target); } else seen.delete(target);
  }
}, { threshold: 0.6 });
for (const button of all('[data-arm]')) sight.observe(button);
document.addEventListener('visibilitychange', () => {
  for (const button of all('[data-arm]')) if (seen.has(button)) { seen.set(button, performance.now()); arm(button); }
});

// Acting: the server says which bytes, the passkey signs their hash, and whoever relies on it checks both.
const encode = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const decode = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));

async function post(where, what) {
  const answer = await fetch(where, { method: 'POST', headers: { 'content-type': 'application/json', 'x-sallyport-csrf': document.body.dataset.csrf }, body: JSON.stringify(what) });
  const said = await answer.json().catch(() => ({}));
  if (answer.status === 401) { say('You are signed out.', '/sign-in', 'Sign in'); throw undefined; }
  if (!answer.ok) throw new Error(said.error?.message ?? 'The desk does not answer (' + answer.status + ').');
  return said;
}

const KINDS = { edit: 'proposal', send: 'message', forward: 'message', adopt: 'message', withdraw: 'stop', freeze: 'stop', revoke: 'stop' };

// What is to be signed must be what this page has drawn: each proposal with its digest, and the answer that was pressed; and never an answer where none was.
function mustBeDrawn(act, fields, bytes) {
  const { body } = JSON.parse(new TextDecoder().decode(bytes));
  const of = (name) => fields.filter(([key]) => key === name).map(([, value]) => value);
  const [ids, digests] = [of('id'), of('digest')];
  const isSame = act in KINDS ? body.kind === KINDS[act] : body.kind === 'decision' && body.items.length === ids.length
    && body.items.every((item, i) => item.proposal === ids[i] && item.digest === digests[i] && item.answer === act);
  if (!isSame) throw new Error('The server wants another thing signed than this page shows. Nothing was signed.');
}

async function sign(act, fields) {
  const { bytes, challenge, rpId, allowCredentials } = await post('/acts/prepare', { act, fields });
  const signed = decode(bytes);
  const hash = await crypto.subtle.digest('SHA-256', signed);
  if (encode(hash) !== challenge) throw new Error('The challenge is not the hash of what is signed. Nothing was signed.');
  mustBeDrawn(act, fields, signed);
  say('Confirm it with your passkey.');
  const credential = await navigator.credentials.get({ publicKey: {
    challenge: hash, rpId, userVerification: 'required', timeout: 120000,
    allowCredentials: allowCredentials.map(({ id }) => ({ type: 'public-key', id: decode(id) })),
  } });
  const { authenticatorData, clientDataJSON, signature } = credential.response;
  const key = allowCredentials.find(({ id }) => id === encode(credential.rawId))?.key;
  const assertion = { authenticatorData: encode(authenticatorData), clientDataJSON: encode(clientDataJSON), signature: encode(signature) };
  return post('/acts/submit', { bytes, key, assertion });
}

// A place further down on this very page is shown anew as well.
function go(next) {
  const isHere = new URL(next, location).pathname === location.pathname;
  location.assign(next);
  if (isHere) location.reload();
}

// What is about to be written is shown as it will be signed; the form stays as it is behind it.
const drafts = new WeakMap();
const fieldsOf = (form) => drafts.get(form) ?? [...new FormData(form)].map(([name, value]) => [name, String(value)]);
async function preview(form) {
  const fields = fieldsOf(form);
  const { html } = await post('/acts/draft', { act: form.dataset.draft, fields });
  const shown = document.importNode(new DOMParser().parseFromString(html, 'text/html').querySelector('#draft'), true);
  for (const one of all('form', shown)) drafts.set(one, fields);
  shown.querySelector('[data-change]').addEventListener('click', () => {
    shown.remove();
    form.hidden = false;
    form.querySelector('textarea').focus();
  });
  live.replaceChildren();
  form.hidden = true;
  form.after(shown);
  for (const button of all('[data-arm]', shown)) sight.observe(button);
  shown.querySelector('h2').focus();
}

document.addEventListener('submit', async (event) => {
  const form = event.target.closest('form[data-act],form[data-draft]');
  if (!form) return;
  event.preventDefault();
  const buttons = all('[data-arm]', form);
  if (form.dataset.busy || isOver || !buttons.some(isArmed)) return;
  form.dataset.busy = 'yes';
  for (const button of buttons) button.disabled = true;
  try {
    if (form.dataset.draft) await preview(form);
    else {
      const { words, next, label } = await sign(form.dataset.act, fieldsOf(form));
      say(words, next, label);
      if (form.dataset.go !== undefined) return go(next);
      isOver = true;
      for (const box of all('.do')) box.hidden = true;
    }
  } catch (error) {
    if (error) say(error.name === 'NotAllowedError' ? 'Nothing was signed.' : error.message);
  }
  for (const button of buttons) button.disabled = isOver || form.hidden;
  delete form.dataset.busy;
});

function end() {
  isOver = true;
  for (const button of all('[data-arm]')) button.disabled = true;
}

// Of a list only the row is over.
function runOut(one) {
  if (!isList) return end();
  const row = one.closest('li, [data-id]');
  row?.classList.add('gone');
  for (const button of row ? all('[data-arm]', row) : []) button.remove();
}
${COUNTDOWN}
// What is new is told, and shown when it is asked for: nothing moves under the thumb.
const { shows = '', stamp = '' } = document.body.dataset;
const isList = document.body.dataset.list !== undefined;
const drawn = new Set(shows.split(' ').filter(Boolean));
async function look() {
  const answer = await fetch('/state?after=' + encodeURIComponent(stamp)).catch(() => undefined);
  if (!answer?.ok) return;
  const { waiting, more } = await answer.json();
  const count = document.querySelector('nav .n');
  if (count) count.textContent = waiting.length;
  const fresh = !isList ? 0 : waiting.filter((id) => !drawn.has(id)).length;
  const gone = [...drawn].filter((id) => !waiting.includes(id));
  for (const item of all('[data-id]')) if (gone.includes(item.dataset.id)) item.classList.add('gone');
  if (gone.length > 0 && !isList) end();
  const words = fresh > 0 ? fresh + ' new: show' : gone.length > 0 ? 'This has changed: show' : more ? 'New messages: show' : '';
  if (!news || words === '' || (isOver && live.textContent !== '')) return;
  news.firstElementChild.textContent = words;
  news.hidden = false;
}
if (news) new EventSource('/events').addEventListener('change', look);
`;
