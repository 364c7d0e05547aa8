// Every command there is: one table, which the help, the completion and the command line itself read.
import type { Command } from './command.js';
import type { Flags } from './options.js';

const REASON = { value: 'TEXT', says: 'why; it stands in the journal' } as const;

const SERVE = {
  port: { value: 'PORT', says: 'the port; unsaid, 7700; 0, one that is free: passkeys are for one port' },
  host: { value: 'ADDRESS', says: 'the address to listen at; unsaid, this machine alone' },
  'public-url': {
    value: 'URL',
    says: 'how the page is reached from outside, through your TLS proxy: https://desk.example',
  },
  webhook: { value: 'URL', says: 'is told, without any content, that something waits' },
  yes: { says: 'ask nothing here: one device is paired, whoever opens the link first' },
} as const satisfies Flags;

const INIT = {
  owner: { value: 'NAME', says: 'the owner; unsaid, asked, or your user name' },
  store: {
    value: 'STORE',
    says: 'where the journal is: a path, or the URL of a PostgreSQL database; unsaid, ./sallyport.db',
  },
  agent: { value: 'NAME', says: 'the first agent, which reads; unsaid, reader' },
  lock: { says: "lock the owner's key with a passphrase, typed or out of SALLYPORT_PASSPHRASE" },
  yes: { says: 'ask nothing' },
} as const satisfies Flags;

export const COMMANDS: readonly Command[] = [
  {
    ...{
      name: 'init',
      args: ['[FOLDER]'],
      says: 'set up a house: keys, trust-root.json, sallyport.yaml, a first agent',
    },
    ...{ flags: INIT, load: () => import('./commands/init.js') },
    more: ['It overwrites nothing: where one of its files is there already, it stops.'],
  },
  {
    ...{ name: 'inbox', says: 'your desk in this terminal', house: true },
    flags: { plain: { says: 'line by line, for screen readers and simple terminals' } },
    load: () => import('./commands/inbox.js'),
  },
  {
    ...{ name: 'serve', says: 'your desk as a page, for the phone', house: true, flags: SERVE },
    more: [
      'Each link pairs one device, once, within ten minutes; Enter makes another one.',
      'Where the key of the owner is elsewhere, it says by which command the owner lets a passkey count.',
    ],
    load: () => import('./commands/serve.js'),
  },
  {
    ...{ name: 'review', args: ['[ID]'], says: 'list what waits, show one of it, or decide it', house: true },
    flags: {
      approve: { says: 'approve exactly this' },
      deny: { says: 'say no, for good' },
      reason: REASON,
      digest: { value: 'HEX', says: 'what you have seen: the digest, or its first 12 characters or more' },
    },
    more: [
      'The beginning of an id is enough, where only one begins so.',
      'Without --digest, --approve shows all of it and then asks; in a script it needs --digest.',
    ],
    load: () => import('./commands/review.js'),
  },
  {
    ...{ name: 'history', args: ['QUERY...'], says: 'search everything that happened', house: true },
    flags: {
      limit: { value: 'N', says: 'at most so many; unsaid, 20' },
      before: { value: 'SEQ', says: 'the page after this entry' },
      best: { says: 'the best first, instead of the newest' },
      content: { says: 'with --json: whole contents' },
    },
    more: ['Words, "phrases", begin*, and from: to: tool: id: kind: after: before: (docs/history.md).'],
    load: () => import('./commands/history.js'),
  },
  {
    ...{
      name: 'send',
      args: ['AGENT', 'TEXT'],
      says: 'write to an agent; - reads the text from the input',
      house: true,
    },
    load: () => import('./commands/send.js'),
  },
  {
    ...{ name: 'forward', args: ['MESSAGE'], says: 'forward a message to an agent, as it is', house: true },
    flags: {
      to: { value: 'AGENT', says: 'to whom' },
      note: { value: 'TEXT', says: 'your own words' },
      part: { value: 'TEXT', says: 'only these words of it' },
    },
    load: () => import('./commands/forward.js'),
  },
  {
    ...{ name: 'contacts', says: 'people, agents, and who is known at which address', house: true },
    load: () => import('./commands/contacts.js'),
  },
  {
    ...{ name: 'allowlist check', args: ['NAME'], says: 'may they write to an agent, and by which rule?', house: true },
    flags: {
      agent: { value: 'NAME', says: 'to this agent; unsaid, to each' },
      file: { value: 'FILE', says: 'the list of any YAML file instead' },
      owner: { value: 'NAME', says: 'with --file: whose list it is' },
    },
    load: () => import('./commands/allowlist.js'),
  },
  {
    ...{ name: 'verify', says: 'check the journal: every entry, every signature, every byte', house: true },
    flags: {
      checkpoint: { value: 'FILE', says: 'hold it against a checkpoint that was kept' },
      sign: { value: 'FILE', says: 'write a new checkpoint when all is well; keep it elsewhere' },
    },
    load: () => import('./commands/verify.js'),
  },
  {
    ...{ name: 'export', says: 'the whole journal as JSON Lines', house: true },
    flags: { out: { value: 'FILE', says: 'into a new file; unsaid, to the output' } },
    load: () => import('./commands/export.js'),
  },
  {
    ...{ name: 'import', args: ['FILE'], says: 'an export into an empty store', house: true },
    load: () => import('./commands/import.js'),
  },
  {
    ...{ name: 'prune', says: 'let old bytes go; the journal stays whole', house: true },
    flags: {
      'older-than': { value: 'TIME', says: 'what is over and older than this, as 365d' },
      yes: { says: 'do not ask' },
    },
    load: () => import('./commands/prune.js'),
  },
  {
    ...{ name: 'keys list', says: 'who may sign, with which keys', house: true },
    load: async () => ({ run: (await import('./commands/keys.js')).list }),
  },
  {
    ...{
      name: 'keys new',
      args: ['NAME'],
      says: 'make a key for somebody; only the public half is to leave the machine',
    },
    flags: {
      out: { value: 'FILE', says: 'the key file; unsaid, NAME.key' },
      lock: { says: 'lock it with a passphrase, typed or out of SALLYPORT_PASSPHRASE' },
    },
    load: async () => ({ run: (await import('./commands/keys.js')).make }),
  },
  {
    ...{ name: 'keys enrol', args: ['NAME', '[PUBLIC]'], says: 'let a key sign; as the owner', house: true },
    flags: {
      passkey: {
        value: 'JSON',
        says: 'a passkey, as serve gives it: public, credential, rp and origin; or a file of that, - for the input',
      },
      may: { value: 'KIND', says: 'what it may sign, instead of what is usual', many: true },
      yes: { says: 'do not ask whether the device shows these digits' },
    },
    load: async () => ({ run: (await import('./commands/keys.js')).enrol }),
  },
  {
    ...{ name: 'keys revoke', args: ['KEY'], says: 'end a key: your own, or as the owner anybody’s', house: true },
    flags: { reason: REASON },
    load: async () => ({ run: (await import('./commands/keys.js')).revoke }),
  },
  {
    ...{ name: 'grants list', says: 'what is approved beforehand', house: true },
    load: async () => ({ run: (await import('./commands/grants.js')).list }),
  },
  {
    ...{ name: 'grants add', args: ['AGENT'], says: 'approve beforehand, within bounds; as the owner', house: true },
    flags: {
      like: { value: 'PROPOSAL', says: 'the tool and the control arguments of this proposal' },
      contract: { value: 'DIGEST', says: 'or the digest of the tool’s contract, with --bound' },
      bound: { value: 'NAME=VALUE', says: 'a control argument, and a value that it may have', many: true },
      uses: { value: 'N', says: 'so many times' },
      until: { value: 'TIME', says: 'for so long, as 7d' },
    },
    load: async () => ({ run: (await import('./commands/grants.js')).add }),
  },
  {
    ...{ name: 'grants revoke', args: ['GRANT'], says: 'end one', house: true, flags: { reason: REASON } },
    load: async () => ({ run: (await import('./commands/grants.js')).revoke }),
  },
  {
    ...{
      name: 'freeze',
      args: ['[AGENT]'],
      says: 'stop an agent at once; without a name, list who is stopped',
      house: true,
    },
    flags: { reason: REASON },
    load: async () => ({ run: (await import('./commands/freeze.js')).freeze }),
  },
  {
    ...{ name: 'thaw', args: ['AGENT'], says: 'let a stopped agent go on; as the owner', house: true },
    load: async () => ({ run: (await import('./commands/freeze.js')).thaw }),
  },
  {
    ...{ name: 'doctor', says: 'name what is public, unsigned, stale or at fault', house: true },
    flags: {
      'public-url': { value: 'URL', says: 'where the page is served: warns of passkeys for another' },
      checkpoint: { value: 'FILE', says: 'hold the journal against a checkpoint that was kept' },
    },
    load: () => import('./commands/doctor.js'),
  },
  {
    ...{ name: 'completion', args: ['SHELL'], says: 'completion for bash, zsh or fish, as a script' },
    load: () => import('./commands/completion.js'),
  },
  { name: 'version', says: 'the version', load: () => import('./commands/version.js') },
  {
    name: 'help',
    args: ['[COMMAND...]'],
    says: 'this list, or what a command does',
    load: () => import('./commands/help.js'),
  },
];
