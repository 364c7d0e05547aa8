// What was asked for on the command line.
import { parseArgs } from 'node:util';

const PLACES = ['terminal', 'tui', 'web'] as const;

export interface Flags {
  /** One JSON object on stdout; progress goes to stderr. */
  readonly json: boolean;
  /** A maildir of one's own, whose new/ is copied. Unsaid: the fixtures. */
  readonly mail: string | undefined;
  /** An SMTP server of one's own, as a URL. Unsaid: the embedded one. */
  readonly smtp: string | undefined;
  /** The address to send from, with a server of one's own. */
  readonly from: string | undefined;
  /** Where keys, store and mail are kept. Unsaid: a folder that goes when the run ends. */
  readonly dir: string | undefined;
  /** All acts, not only the desk. Without a terminal they are always played. */
  readonly all: boolean;
  /** Where the person reviews: line by line in the terminal, on the whole of it, or on a page in the browser. */
  readonly review: (typeof PLACES)[number];
  /** Of the page. */
  readonly port: number | undefined;
  /** Every screen that the scripted reviewer is shown, in full. */
  readonly screens: boolean;
}

export const HELP = `npm start [-- FLAGS]: an inbox, an agent that reads it, an agent that sends, and you in between

  --json         one JSON object on stdout, progress on stderr
  --all          in a terminal: afterwards the other acts as well (a tired reviewer, a forward, kills, a break-in)
  --review tui   review on the whole screen of your terminal, and not line by line; ? there tells every key
  --review web   review on a page in your browser, with a passkey; a link is printed (--port N: 7700 unless said)
  --screens      without a terminal: print every screen that the scripted reviewer is shown
  --mail DIR     your own maildir: the mails in DIR/new are copied, your mailbox stays as it is
  --smtp URL     your own server: smtp://[user@]host[:port], encrypted by STARTTLS, or smtps://…
  --from ADDRESS the address to send from, with --smtp
  --dir DIR      keep keys, store and mail in DIR, which must be empty or not there

  SALLYPORT_MODEL=provider/name   a real model in the place of the worst-case model
  SMTP_PASSWORD=…                 the password of the user in --smtp`;

/** A sentence for whoever typed the command; the program ends with exit code 2. */
export class Usage extends Error {
  override readonly name = 'Usage';
}

/** The flags; `undefined` when help was asked for. Throws {@link Usage}. */
export function readFlags(argv: readonly string[]): Flags | undefined {
  const values = parsed(argv);
  if (values.help === true) return undefined;
  return Object.freeze({
    json: values.json === true,
    mail: values.mail,
    smtp: values.smtp,
    from: values.from,
    dir: values.dir,
    all: values.all === true,
    screens: values.screens === true,
    ...placeOf(values),
  });
}

function placeOf({ review = 'terminal', port }: ReturnType<typeof parsed>): Pick<Flags, 'review' | 'port'> {
  const place = PLACES.find((one) => one === review);
  if (place === undefined) throw new Usage(`--review is ${PLACES.join(', ')}, and not '${review}'`);
  const number = port === undefined ? undefined : Number(port);
  if (number !== undefined && !(Number.isInteger(number) && number >= 0 && number < 65_536))
    throw new Usage(`--port is a whole number up to 65535, and not '${port}'`);
  if (number !== undefined && review !== 'web') throw new Usage('--port is of the page: say --review web as well');
  return { review: place, port: number };
}

/** Why a run without a terminal would not do; `undefined` when it does. Nobody sends real mail by a script's word. */
export function unattended({ mail, smtp, review }: Flags): string | undefined {
  if (review === 'tui')
    return '--review tui needs a terminal, for its keys and for its screen: start it in one, without a pipe, or say --review web and open the link in a browser';
  const own = [...(mail === undefined ? [] : ['--mail']), ...(smtp === undefined ? [] : ['--smtp'])];
  if (own.length === 0) return undefined;
  return `${own.join(' and ')} needs a person at a terminal: without one a script would decide over real mail. Start it in a terminal, or leave ${own.join(' and ')} out to try it on the mails that come with it`;
}

function parsed(argv: readonly string[]): {
  readonly [flag in 'json' | 'all' | 'screens' | 'help']?: boolean | undefined;
} & { readonly [flag in 'mail' | 'smtp' | 'from' | 'dir' | 'review' | 'port']?: string | undefined } {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        json: { type: 'boolean' },
        all: { type: 'boolean' },
        screens: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        mail: { type: 'string' },
        smtp: { type: 'string' },
        from: { type: 'string' },
        dir: { type: 'string' },
        review: { type: 'string' },
        port: { type: 'string' },
      },
    }).values;
  } catch (error) {
    throw new Usage(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
  }
}
