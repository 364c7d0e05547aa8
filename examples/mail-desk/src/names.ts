// Who is who in this example: the owner, her two agents, her contacts, and who may write to whom.
import type { Contact } from '@sallyport/core';

export const OWNER = 'alice';
export const OWNER_ADDRESS = 'alice@corp.example';
export const MAIL_AGENT = 'mail_agent';
export const EXECUTOR_AGENT = 'executor_agent';
/** The name of the way in; strangers are called `~mail:address`. */
export const CHANNEL = 'mail';
/** The address that answers come from. */
export const DESK_ADDRESS = 'desk@corp.example';
/** Where the acting agent files what it was handed: an address of the owner's own. */
export const FILES_ADDRESS = 'files@corp.example';

export const CONTACTS: readonly Contact[] = [
  { name: 'bob', trust: 'medium', at: ['mail:bob@partner.example'] },
  { name: 'carol', trust: 'medium', at: ['mail:carol@corp.example'] },
];

/** Anybody may write to the mail agent, but for one domain that has sent nothing but advertising. */
export const ALLOWLIST = ['*', '!~mail:*@spam.example'] as const;

/** One trust root, three keys: two runtimes, each for its one agent, and the person. */
export const RUNTIMES = {
  intake: { agents: [MAIL_AGENT] },
  executor: { agents: [EXECUTOR_AGENT], ceiling: 'high' },
} as const;

/** What the owner has carol told when she hands a mail on: her own words, so she knows them again. */
export const OWN = {
  to: 'carol@corp.example',
  subject: 'Yours, I think',
  body: 'Dear Carol,\n\nsomebody asks about this, and you know more than I do. Could you call them?\n\nAlice\n',
} as const;
