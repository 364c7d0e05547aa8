// Where passkeys are at home: on any other page they cannot sign.
import type { EnrolledPrincipal } from '@sallyport/core';
import { quoted, render } from '@sallyport/inbox';
import { note, warn, type Finding } from './finding.js';

interface Found {
  readonly name: string;
  readonly key: string;
  readonly origin: string;
}

/** `origin`: where the page is served. Unsaid: what there is, and where a page has to be for it. */
export function passkeyFindings(people: readonly EnrolledPrincipal[], origin: string | undefined): readonly Finding[] {
  const found = people.flatMap(({ name, keys }) =>
    keys.flatMap(({ id: key, isRevoked, passkey }): readonly Found[] =>
      passkey === undefined || isRevoked ? [] : [{ name, key, origin: passkey.origin }],
    ),
  );
  if (origin === undefined) return [...new Set(found.map((one) => one.origin))].map((home) => atHome(found, home));
  return found
    .filter((one) => one.origin !== origin)
    .map(({ name, key, origin: home }) => {
      const what = `a passkey of ${quoted(name)} is for ${quoted(home)}, and the page is at ${quoted(origin)}`;
      return warn('passkey', what, `sallyport keys revoke ${render(key)}, and pair the phone anew`);
    });
}

function atHome(found: readonly Found[], origin: string): Finding {
  const names = new Set(found.filter((one) => one.origin === origin).map(({ name }) => quoted(name)));
  const { protocol, port } = new URL(origin);
  const how = protocol === 'https:' ? `--public-url ${origin}` : `--port ${port || 80}`;
  const what = `passkeys of ${[...names].join(', ')} are for ${quoted(origin)}, and sign on no other page`;
  return note('passkey', what, `sallyport serve ${render(how)} serves them; --public-url URL names those for another`);
}
