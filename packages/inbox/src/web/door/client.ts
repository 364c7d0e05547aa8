// What the browser runs to get in: it makes a passkey, or is asked for one.

const TOOLS = `
const go = document.querySelector('#go'), said = document.querySelector('#said');
const encode = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
const decode = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const listed = (list = []) => list.map((one) => ({ ...one, id: decode(one.id) }));
async function post(where, what) {
  const answer = await fetch(where, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(what) });
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.error?.message ?? 'The desk does not answer (' + answer.status + ').');
  return told;
}
function on(act) {
  const run = async (refused) => {
    go.disabled = true;
    try { await act(); } catch (error) {
      said.textContent = error.name === 'NotAllowedError' ? refused
        : error.name === 'InvalidStateError' ? 'This device has a passkey here already: sign in with it.' : error.message;
      go.disabled = false;
    }
  };
  go.disabled = false;
  go.addEventListener('click', () => run('It was not confirmed. Try again.'));
  return run;
}
if (!window.PublicKeyCredential) said.textContent = 'This browser has no passkeys. It needs https, or localhost.';
`;

export const SIGN_IN = `${TOOLS}
on(async () => {
  const { challenge, rpId, allowCredentials } = await post('/sign-in/begin', {});
  const { id, rawId, type, response } = await navigator.credentials.get({ publicKey: {
    challenge: decode(challenge), rpId, userVerification: 'required', timeout: 120000, allowCredentials: listed(allowCredentials),
  } });
  await post('/sign-in/finish', { challenge, response: { id, rawId: encode(rawId), type, clientExtensionResults: {}, response: {
    clientDataJSON: encode(response.clientDataJSON), authenticatorData: encode(response.authenticatorData), signature: encode(response.signature),
  } } });
  if (location.pathname === '/sign-in') location.replace('/'); else location.reload();
});
`;

/** The token stands behind the #, which no browser sends: it leaves the address before anything else is done. */
export const PAIR = `${TOOLS}
function put(where, name, id) {
  const one = document.createElement(name);
  one.id = id;
  where.append(one);
  return one;
}
function show(command) {
  const box = said.parentElement;
  put(box, 'p', 'command').textContent = command;
  const copy = put(box, 'button', 'copy');
  copy.className = 'btn';
  copy.textContent = 'Copy the command';
  copy.onclick = async () => { await navigator.clipboard.writeText(command); copy.textContent = 'Copied'; };
  const later = put(put(box, 'p', 'later'), 'a', 'sign-in');
  later.href = '/sign-in';
  later.textContent = 'Sign in, once that is done';
}
let ticket = { token: location.hash.slice(1) };
history.replaceState(null, '', '/pair');
if (ticket.token === '') said.textContent = 'This link is not whole. Scan the code again, or ask for a new one.';
// whoever opened the link wants a passkey; a browser that asks for a press first gets one
else on(async () => {
  const { attempt, options } = await post('/pair/begin', ticket);
  ticket = { attempt };
  const { id, rawId, type, response } = await navigator.credentials.create({ publicKey: {
    ...options, challenge: decode(options.challenge), user: { ...options.user, id: decode(options.user.id) },
    excludeCredentials: listed(options.excludeCredentials),
  } });
  const { code, command } = await post('/pair/finish', { attempt, response: { id, rawId: encode(rawId), type, clientExtensionResults: {}, response: {
    clientDataJSON: encode(response.clientDataJSON), attestationObject: encode(response.attestationObject),
  } } });
  said.textContent = command === undefined ? 'Compare these digits with those in the terminal, and answer there: '
    : 'Your passkey counts once the owner has run the command below, and has seen these digits there: ';
  put(said, 'strong', 'code').textContent = code;
  if (command !== undefined) show(command);
  // the passkey may be enrolled after the link’s time: then it signs in
  try {
    for (;;) if ((await post('/pair/enter', { attempt })).done) break;
    location.replace('/');
  } catch (error) { if (command === undefined) throw error; }
})('Press the button to make it.');
`;
