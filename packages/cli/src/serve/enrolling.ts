// How a passkey comes to count: the owner's key signs for it here, or by a command where that key is.
import { quoted, render } from '@sallyport/inbox';
import type { Enrolment, PageOptions } from '@sallyport/inbox/web';
import { isYes } from '../ask.js';
import type { Call } from '../command.js';
import { Failure } from '../errors.js';
import { EXIT } from '../exit.js';
import type { Seat } from '../open.js';
import { word } from '../print.js';

/** Can the key of this seat enrol? */
export const isOwners = ({ signer, root }: Seat): boolean => signer?.name === root.owner;

/** Asks for each passkey, with the code that its device shows. Without `ask` it is taken: nobody else had the link. */
export function enrolHere(
  { print }: Call,
  { desk }: Seat,
  ask?: (question: string) => Promise<string>,
): NonNullable<PageOptions['enrol']> {
  return async (wanted, code) => {
    const who = quoted(wanted.name);
    const question = `a passkey wants to decide as ${who}. Does its screen show ${render(code)}? [y/N] `;
    if (ask !== undefined && !isYes(await ask(question))) {
      print.note('it was not enrolled: Enter makes a new link', 'warn');
      throw new Failure(EXIT.refused, 'the person at the terminal said no');
    }
    const id = await desk.enrol(wanted);
    print.note(`the passkey ${render(id)} of ${who} may decide from now on`, 'good');
    return id;
  };
}

/** Said before anybody makes a passkey. */
export function tellElsewhere({ print }: Call, { person, root: { owner } }: Seat): void {
  const why =
    person === owner ? 'the key of the owner is not at hand here' : `${quoted(person)} is not the owner of this house`;
  print.note(
    `${why}: a passkey counts once ${quoted(owner)} has run a command for it, which you are given here and on the device`,
    'warn',
  );
}

/** Hands the command to whoever is there, and to the device. */
export function enrolElsewhere({ print }: Call, { root: { owner } }: Seat): NonNullable<PageOptions['handOver']> {
  return (wanted, code) => {
    const command = commandFor(wanted);
    if (print.json) print.data({ code, command });
    else {
      print.line(`a passkey of ${quoted(wanted.name)} was made; its screen shows ${render(code)}.`);
      print.line(`It counts once ${quoted(owner)} has run this, at a terminal where the owner's key is:`);
      // our own words, and nothing of outsiders: a name that is enrolled, and letters of base64 and of addresses
      print.line(`  ${command}`, 'strong');
    }
    return command;
  };
}

function commandFor({ name, public: spki, passkey }: Enrolment): string {
  const { credential, rp, origin } = passkey;
  const json = JSON.stringify({ public: spki, credential, rp, origin });
  return `sallyport keys enrol ${word(name)} --passkey ${word(json)}`;
}
