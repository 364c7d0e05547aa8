// Faults of a sallyport.yaml, one of each kind, and every word that is said of them.

/** `text`: the file, line by line. `message`: what is thrown, line by line. The variable SET is set, to a secret. */
export const CASES: readonly {
  readonly title: string;
  readonly text: readonly string[];
  readonly message: readonly string[];
}[] = [
  {
    title: 'an empty file',
    text: [''],
    message: [
      'sallyport.yaml:1:1: the file says nothing: it holds at least root, agents and runtimes',
      '  1 |',
      '    | ^',
    ],
  },
  {
    title: 'no mapping',
    text: ['- a', ''],
    message: [
      'sallyport.yaml:1:1: the file is a list: it is a mapping with root, agents, runtimes, and whatever else there is to say',
      '  1 | - a',
      '    | ^^^',
    ],
  },
  {
    title: 'what is missing',
    text: ['store: ./a.db', ''],
    message: [
      "sallyport.yaml:1:1: the file lacks 'root': it is the path of the file with the TrustRoot, or the TrustRoot itself",
      '  1 | store: ./a.db',
      '    | ^^^^^^^^^^^^^',
      "sallyport.yaml:1:1: the file lacks 'agents': it is a mapping of agents by name",
      '  1 | store: ./a.db',
      '    | ^^^^^^^^^^^^^',
      "sallyport.yaml:1:1: the file lacks 'runtimes': it is a mapping of processes by name",
      '  1 | store: ./a.db',
      '    | ^^^^^^^^^^^^^',
      '3 faults in sallyport.yaml',
    ],
  },
  {
    title: 'an unknown key, with what was meant',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'chanels: {}', ''],
    message: [
      "sallyport.yaml:4:1: a configuration takes no key 'chanels': did you mean 'channels'?",
      '  4 | chanels: {}',
      '    | ^^^^^^^',
    ],
  },
  {
    title: 'an unknown key that is like no other',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'gate: { colour: red }', ''],
    message: [
      "sallyport.yaml:4:9: gate takes no key 'colour': it takes expires, approvers",
      '  4 | gate: { colour: red }',
      '    |         ^^^^^^',
    ],
  },
  {
    title: 'a key that only looks like one',
    text: ['root: r', 'agents: {}', 'runtimes: {}', '\u0430llowlist: []', ''],
    message: [
      "sallyport.yaml:4:1: a configuration takes no key '\\u{430}llowlist': did you mean 'allowlist'?",
      '  4 | \\u{430}llowlist: []',
      '    | ^^^^^^^^^^^^^^^',
    ],
  },
  {
    title: 'a value of the wrong kind',
    text: ['root: r', 'agents: []', 'runtimes: {}', ''],
    message: [
      'sallyport.yaml:2:9: agents is an empty list: it is a mapping of agents by name',
      '  2 | agents: []',
      '    |         ^^',
    ],
  },
  {
    title: 'a value that is not there',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'contacts:', ''],
    message: [
      'sallyport.yaml:4:10: contacts is empty: it is a mapping of contacts by name',
      '  4 | contacts:',
      '    |          ^',
    ],
  },
  {
    title: 'one of a few words',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'contacts:', '  bob: { trust: hgih, at: [] }', ''],
    message: [
      "sallyport.yaml:5:17: contacts.bob.trust is 'hgih': it is one of zero, low, medium, high; did you mean 'high'?",
      '  5 |   bob: { trust: hgih, at: [] }',
      '    |                 ^^^^',
    ],
  },
  {
    title: 'a duration',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'gate: { expires: 5 minutes }', ''],
    message: [
      "sallyport.yaml:4:18: gate.expires is '5 minutes': it is a duration, as 250ms, 30s, 30m, 24h or 7d",
      '  4 | gate: { expires: 5 minutes }',
      '    |                  ^^^^^^^^^',
    ],
  },
  {
    title: 'a number',
    text: ['root: r', 'agents: {}', 'runtimes: { a: { key: k, agents: [], concurrency: 0 } }', ''],
    message: [
      'sallyport.yaml:3:51: runtimes.a.concurrency is 0: it is a whole number, 1 or more',
      '  3 | runtimes: { a: { key: k, agents: [], concurrency: 0 } }',
      '    |                                                   ^',
    ],
  },
  {
    title: 'a name',
    text: ['root: r', 'agents: { "a:b": { module: ./a.js } }', 'runtimes: {}', ''],
    message: [
      "sallyport.yaml:2:11: agents takes no key 'a:b': a key here is a name, without ':' and '~', and nothing in it that cannot be seen",
      '  2 | agents: { "a:b": { module: ./a.js } }',
      '    |           ^^^^^',
    ],
  },
  {
    title: 'a module that is no path',
    text: ['root: r', 'agents: { a: { module: acme } }', 'runtimes: { r: { key: k, agents: [a] } }', ''],
    message: [
      "sallyport.yaml:2:24: agents.a.module is 'acme': it is the path of a module, which begins with ./, ../ or /",
      '  2 | agents: { a: { module: acme } }',
      '    |                        ^^^^',
    ],
  },
  {
    title: 'the inside of an alternative',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'store: { sqlite: a.db, lockTimout: 1s }', ''],
    message: [
      "sallyport.yaml:4:24: store takes no key 'lockTimout': did you mean 'lockTimeout'?",
      '  4 | store: { sqlite: a.db, lockTimout: 1s }',
      '    |                        ^^^^^^^^^^',
    ],
  },
  {
    title: 'an alternative of no kind',
    text: ['root: [a]', 'agents: {}', 'runtimes: {}', ''],
    message: [
      'sallyport.yaml:1:7: root is a list: it is the path of the file with the TrustRoot, or the TrustRoot itself',
      '  1 | root: [a]',
      '    |       ^^^',
    ],
  },
  {
    title: 'an address',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'contacts:', '  bob: { trust: low, at: [bob@example.com] }', ''],
    message: [
      "sallyport.yaml:5:27: contacts.bob.at[0] is 'bob@example.com': it is an address: its channel, a colon, and what it is there, as mail:bob@example.com",
      '  5 |   bob: { trust: low, at: [bob@example.com] }',
      '    |                           ^^^^^^^^^^^^^^^',
    ],
  },
  {
    title: 'approvers that are nobody',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'gate: { approvers: [] }', ''],
    message: [
      'sallyport.yaml:4:20: gate.approvers is an empty list: it is a list of rules over people, with at least one; leave it out for the owner alone',
      '  4 | gate: { approvers: [] }',
      '    |                    ^^',
    ],
  },
  {
    title: 'a store of two kinds',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'store: { sqlite: a.db, module: ./s.js }', ''],
    message: [
      'sallyport.yaml:4:24: store is sqlite or module, not both: take one of them out',
      '  4 | store: { sqlite: a.db, module: ./s.js }',
      '    |                        ^^^^^^',
    ],
  },
  {
    title: 'a store of no kind',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'store: { pollEvery: 1s }', ''],
    message: [
      "sallyport.yaml:4:1: store lacks 'sqlite' or 'module': it is made by one of them",
      '  4 | store: { pollEvery: 1s }',
      '    | ^^^^^',
    ],
  },
  {
    title: 'what goes with another kind',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'store: { module: ./s.js, pollEvery: 1s }', ''],
    message: [
      "sallyport.yaml:4:26: 'pollEvery' goes with sqlite, and store is a module: take it out",
      '  4 | store: { module: ./s.js, pollEvery: 1s }',
      '    |                          ^^^^^^^^^',
    ],
  },
  {
    title: 'a maildir for several',
    text: [
      'root: r',
      'agents: { a: { module: ./a.js }, b: { module: ./b.js } }',
      'runtimes: { r: { key: k, agents: [a, b] } }',
      'channels:',
      '  mail: { maildir: M, to: [a, b] }',
      '',
    ],
    message: [
      'sallyport.yaml:5:27: a maildir leads to one agent: name it, and make a channel for each of the others',
      '  5 |   mail: { maildir: M, to: [a, b] }',
      '    |                           ^^^^^^',
    ],
  },
  {
    title: 'a channel into two processes',
    text: [
      'root: r',
      'agents: { a: { module: ./a.js }, b: { module: ./b.js } }',
      'runtimes: { r: { key: k, agents: [a] }, s: { key: k, agents: [b] } }',
      'channels:',
      '  web: { module: ./w.js, to: [a, b] }',
      '',
    ],
    message: [
      'sallyport.yaml:5:30: these agents live in r and s: a channel leads to agents of one process',
      '  5 |   web: { module: ./w.js, to: [a, b] }',
      '    |                              ^^^^^^',
    ],
  },
  {
    title: 'an option that the channel has itself',
    text: [
      'root: r',
      'agents: { a: { module: ./a.js } }',
      'runtimes: { r: { key: k, agents: [a] } }',
      'channels:',
      '  web: { module: ./w.js, to: a, options: { unverified: high } }',
      '',
    ],
    message: [
      "sallyport.yaml:5:44: 'unverified' is handed to the module anyway: it stands at the channel, not in its options",
      '  5 |   web: { module: ./w.js, to: a, options: { unverified: high } }',
      '    |                                            ^^^^^^^^^^',
    ],
  },
  {
    title: 'a channel to nobody',
    text: [
      'root: r',
      'agents: { reader: { module: ./a.js } }',
      'runtimes: { r: { key: k, agents: [reader] } }',
      'channels:',
      '  mail: { maildir: M, to: raeder }',
      '',
    ],
    message: [
      "sallyport.yaml:5:27: there is no agent 'raeder': did you mean 'reader'?",
      '  5 |   mail: { maildir: M, to: raeder }',
      '    |                           ^^^^^^',
    ],
  },
  {
    title: 'a process with an agent that is not there',
    text: ['root: r', 'agents: { a: { module: ./a.js } }', 'runtimes: { r: { key: k, agents: [a, writer] } }', ''],
    message: [
      "sallyport.yaml:3:38: there is no agent 'writer': describe it under agents",
      '  3 | runtimes: { r: { key: k, agents: [a, writer] } }',
      '    |                                      ^^^^^^',
    ],
  },
  {
    title: 'an agent in two processes',
    text: [
      'root: r',
      'agents: { a: { module: ./a.js } }',
      'runtimes: { r: { key: k, agents: [a] }, s: { key: k, agents: [a] } }',
      '',
    ],
    message: [
      "sallyport.yaml:3:63: 'a' lives in 'r' already: an agent lives in one process",
      '  3 | \u2026ntimes: { r: { key: k, agents: [a] }, s: { key: k, agents: [a] } }',
      '    |                                                              ^',
    ],
  },
  {
    title: 'an agent in no process',
    text: ['root: r', 'agents: { a: { module: ./a.js } }', 'runtimes: {}', ''],
    message: [
      "sallyport.yaml:2:11: 'a' lives in no process: list it at one of the runtimes",
      '  2 | agents: { a: { module: ./a.js } }',
      '    |           ^',
    ],
  },
  {
    title: 'a proposer that is meant otherwise',
    text: [
      'root: r',
      'agents: { reader: { module: ./a.js }, writer: { module: ./b.js, acceptsFrom: [redaer] } }',
      'runtimes: { r: { key: k, agents: [reader, writer] } }',
      '',
    ],
    message: [
      "sallyport.yaml:2:79: there is no agent 'redaer': did you mean 'reader'?",
      '  2 | \u2026{ module: ./a.js }, writer: { module: ./b.js, acceptsFrom: [redaer] } }',
      '    |                                                              ^^^^^^',
    ],
  },
  {
    title: 'a person and a process by one name',
    text: ['root: r', 'agents: {}', 'runtimes: { alice: { key: k, agents: [] } }', 'people: { alice: { key: k } }', ''],
    message: [
      "sallyport.yaml:3:13: 'alice' is a person here: a process has a name of its own",
      '  3 | runtimes: { alice: { key: k, agents: [] } }',
      '    |             ^^^^^',
    ],
  },
  {
    title: 'a contact by the name of an agent',
    text: [
      'root: r',
      'agents: { a: { module: ./a.js } }',
      'runtimes: { r: { key: k, agents: [a] } }',
      'contacts: { a: { trust: low, at: [] } }',
      '',
    ],
    message: [
      "sallyport.yaml:4:13: 'a' stands under agents, too: a contact is somebody else",
      '  4 | contacts: { a: { trust: low, at: [] } }',
      '    |             ^',
    ],
  },
  {
    title: 'an address of two contacts',
    text: [
      'root: r',
      'agents: {}',
      'runtimes: {}',
      'contacts:',
      '  bob: { trust: low, at: [mail:b@x.org] }',
      '  tim: { trust: low, at: [mail:b@x.org] }',
      '',
    ],
    message: [
      "sallyport.yaml:6:27: the address 'mail:b@x.org' is bound to 'bob' already: it belongs to one contact",
      '  6 |   tim: { trust: low, at: [mail:b@x.org] }',
      '    |                           ^^^^^^^^^^^^',
    ],
  },
  {
    title: 'an address on a channel that is meant otherwise',
    text: [
      'root: r',
      'agents: { a: { module: ./a.js } }',
      'runtimes: { r: { key: k, agents: [a] } }',
      'channels: { mail: { maildir: M, to: a } }',
      'contacts:',
      '  bob: { trust: low, at: [mial:b@x.org] }',
      '',
    ],
    message: [
      "sallyport.yaml:6:27: there is no channel 'mial': did you mean 'mail'?",
      '  6 |   bob: { trust: low, at: [mial:b@x.org] }',
      '    |                           ^^^^^^^^^^^^',
    ],
  },
  {
    title: 'a list said twice',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'allowlist: []', 'agent: { allowlist: [bob] }', ''],
    message: [
      'sallyport.yaml:5:10: allowlist stands here twice, also at the top: take one of them out',
      '  5 | agent: { allowlist: [bob] }',
      '    |          ^^^^^^^^^',
    ],
  },
  {
    title: 'a secret in the file',
    text: ['root: r', 'agents: {}', 'runtimes: { r: { key: k, agents: [], passphrase: hunter2 } }', ''],
    message: [
      'sallyport.yaml:3:38: runtimes.r.passphrase stands in the file: write ${NAME} instead, and set the variable',
      '  3 | runtimes: { r: { key: k, agents: [], passphrase: ******* * *',
      '    |                                      ^^^^^^^^^^',
    ],
  },
  {
    title: 'a secret of the wrong kind',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'people:', '  alice: { key: k, passphrase: 12345 }', ''],
    message: [
      'sallyport.yaml:5:32: people.alice.passphrase is a number: it is a reference to the environment, as ${NAME}: a secret does not stand in the file',
      '  5 |   alice: { key: k, passphrase: ***** *',
      '    |                                ^^^^^',
    ],
  },
  {
    title: 'a TrustRoot that is not valid',
    text: ['root: { realm: 12345678a, owner: alice, principals: [] }', 'agents: {}', 'runtimes: {}', ''],
    message: [
      "sallyport.yaml:1:1: the TrustRoot is not valid: the owner 'alice' is not among its people",
      '  1 | root: { realm: 12345678a, owner: alice, principals: [] }',
      '    | ^^^^',
    ],
  },
  {
    title: 'a variable that is not set',
    text: ['root: ${NOPE}/root.json', 'agents: {}', 'runtimes: {}', ''],
    message: [
      'sallyport.yaml:1:7: the environment variable NOPE is not set: set it before this process starts',
      '  1 | root: ${NOPE}/root.json',
      '    |       ^^^^^^^',
    ],
  },
  {
    title: 'a default for a variable',
    text: ['root: "${HOME_DIR:-/srv}/root.json"', 'agents: {}', 'runtimes: {}', ''],
    message: [
      'sallyport.yaml:1:8: a reference has no default here: write ${HOME_DIR}, and set the variable',
      '  1 | root: "${HOME_DIR:-/srv}/root.json"',
      '    |        ^^^^^^^^^^^^^^^^^',
    ],
  },
  {
    title: 'no name of a variable',
    text: ['root: ${}/root.json', 'agents: {}', 'runtimes: {}', ''],
    message: [
      'sallyport.yaml:1:7: this is no name of an environment variable: write ${NAME}, or $${ for the characters themselves',
      '  1 | root: ${}/root.json',
      '    |       ^^^',
    ],
  },
  {
    title: 'a reference that is not closed',
    text: ['root: ${HOME', 'agents: {}', 'runtimes: {}', ''],
    message: [
      'sallyport.yaml:1:7: a reference to the environment is not closed: write ${NAME}, or $${ for the characters themselves',
      '  1 | root: ${HOME',
      '    |       ^^^^^^',
    ],
  },
  {
    title: 'a reference without quotes in braces',
    text: ['root: r', 'agents: {}', 'runtimes: { r: { key: ${KEY}, agents: [] } }', ''],
    message: [
      'sallyport.yaml:3:24: between [ ] and { }, braces are YAML\'s own: quote the reference, as "${NAME}"',
      '  3 | runtimes: { r: { key: ${KEY}, agents: [] } }',
      '    |                        ^',
    ],
  },
  {
    title: 'a reference where none may stand',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'contacts:', '  bob: { trust: "${SET}", at: [] }', ''],
    message: [
      'sallyport.yaml:5:17: contacts.bob.trust takes nothing from the environment: write it out, where it can be reviewed',
      '  5 |   bob: { trust: "${SET}", at: [] }',
      '    |                 ^^^^^^^^',
    ],
  },
  {
    title: 'a reference in a key',
    text: ['root: r', 'agents: {}', 'runtimes: {}', '${SET}: 1', ''],
    message: [
      'sallyport.yaml:4:1: a key takes nothing from the environment: write it out',
      '  4 | ${SET}: 1',
      '    | ^^^^^^',
    ],
  },
  {
    title: 'a reference in a list',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'allowlist: ["${SET}"]', ''],
    message: [
      'sallyport.yaml:4:13: a list takes nothing from the environment: who may write stands in the file',
      '  4 | allowlist: ["${SET}"]',
      '    |             ^^^^^^^^',
    ],
  },
  {
    title: 'an alias',
    text: ['root: r', 'agents: {}', 'runtimes: *a', ''],
    message: [
      'sallyport.yaml:3:11: a * that is not quoted begins an alias: quote it, or write out what is meant',
      '  3 | runtimes: *a',
      '    |           ^^',
    ],
  },
  {
    title: 'an anchor',
    text: ['root: r', 'agents: &a {}', 'runtimes: {}', ''],
    message: [
      'sallyport.yaml:2:9: an anchor has no place here: take it out, or quote the text if it begins with &',
      '  2 | agents: &a {}',
      '    |         ^^',
    ],
  },
  {
    title: 'a tag',
    text: ['root: !!str r', 'agents: {}', 'runtimes: {}', ''],
    message: [
      'sallyport.yaml:1:7: a tag has no place here: take it out, or quote the text if it begins with !',
      '  1 | root: !!str r',
      '    |       ^^^^^',
    ],
  },
  {
    title: 'a merge key',
    text: ['root: r', 'agents: {}', 'runtimes: {}', '<<: {}', ''],
    message: [
      'sallyport.yaml:4:1: a merge key stands for what is written elsewhere: write it out',
      '  4 | <<: {}',
      '    | ^^',
    ],
  },
  {
    title: 'a key twice',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'root: s', ''],
    message: [
      "sallyport.yaml:4:1: the key 'root' stands here twice, first on line 1: take one of them out",
      '  4 | root: s',
      '    | ^^^^',
    ],
  },
  {
    title: 'a key that is a number',
    text: ['root: r', 'agents: {}', 'runtimes: {}', '1: a', ''],
    message: ['sallyport.yaml:4:1: a key is text: quote it', '  4 | 1: a', '    | ^'],
  },
  {
    title: 'a key that is a list',
    text: ['root: r', 'agents: {}', 'runtimes: {}', '? [a]', ': b', ''],
    message: ['sallyport.yaml:4:3: a key is text: write one before the colon', '  4 | ? [a]', '    |   ^^^'],
  },
  {
    title: 'a key that would reach a prototype',
    text: ['root: r', 'agents: {}', 'runtimes: {}', '__proto__: {}', ''],
    message: ['sallyport.yaml:4:1: a key must not be named __proto__', '  4 | __proto__: {}', '    | ^^^^^^^^^'],
  },
  {
    title: 'a key with a blank at its end',
    text: ['root: r', 'agents: {}', 'runtimes: {}', '"store ": a', ''],
    message: [
      "sallyport.yaml:4:1: the key 'store ' has a blank at an end: write it anew",
      '  4 | "store ": a',
      '    | ^^^^^^^^',
    ],
  },
  {
    title: 'a number that may be another',
    text: ['root: r', 'agents: {}', 'runtimes: { r: { key: k, agents: [], concurrency: 0x10 } }', ''],
    message: [
      'sallyport.yaml:3:51: this number may be read in more than one way: write it in plain digits, or quote it if it is text',
      '  3 | runtimes: { r: { key: k, agents: [], concurrency: 0x10 } }',
      '    |                                                   ^^^^',
    ],
  },
  {
    title: 'a directive',
    text: ['%YAML 1.1', '---', 'root: r', ''],
    message: [
      'sallyport.yaml:1:1: a directive changes how the file is read: take the line out',
      '  1 | %YAML 1.1',
      '    | ^^^^^^^^^',
    ],
  },
  {
    title: 'a second document',
    text: ['root: r', '---', 'agents: {}', ''],
    message: [
      'sallyport.yaml:2:1: a second document begins here: one file is one configuration, take the rest out',
      '  2 | ---',
      '    | ^^^',
    ],
  },
  {
    title: 'a tab',
    text: ['root: r', 'agents:', '\ta: {}', ''],
    message: ['sallyport.yaml:3:1: a tab indents this line: use spaces', '  3 | \\u{9}a: {}', '    | ^^^^^'],
  },
  {
    title: 'a quote that is not closed',
    text: ['root: "r', 'agents: {}', ''],
    message: [
      'sallyport.yaml:1:7: this quote is not closed: close it, or escape the quotes within',
      '  1 | root: "r',
      '    |       ^^',
    ],
  },
  {
    title: 'a bracket that is not closed',
    text: ['root: r', 'allowlist: [alice', 'agents: {}', ''],
    message: [
      'sallyport.yaml:3:1: a bracket or a brace before this is not closed: close it',
      '  3 | agents: {}',
      '    | ^',
    ],
  },
  {
    title: 'a character that must be quoted',
    text: ['root: `r`', 'agents: {}', 'runtimes: {}', ''],
    message: [
      'sallyport.yaml:1:7: this character cannot begin a text: quote the text',
      '  1 | root: `r`',
      '    |       ^',
    ],
  },
  {
    title: 'an escape that there is not',
    text: ['root: "\\q"', 'agents: {}', 'runtimes: {}', ''],
    message: [
      'sallyport.yaml:1:8: there is no such escape between double quotes: write \\\\ for a backslash, or use single quotes',
      '  1 | root: "\\q"',
      '    |        ^',
    ],
  },
  {
    title: 'what cannot be seen',
    text: ['root: r # \u202e', 'agents: {}', 'runtimes: {}', ''],
    message: [
      'sallyport.yaml:1:11: U+202E stands here, which cannot be seen: take it out',
      '  1 | root: r # \\u{202e}',
      '    |           ^^^^^^^^',
    ],
  },
  {
    title: 'half a surrogate pair',
    text: ['root: "\ud800"', ''],
    message: [
      'sallyport.yaml:1:8: half a surrogate pair stands here: save the file as UTF-8',
      '  1 | root: "\\u{d800}"',
      '    |        ^^^^^^^^',
    ],
  },
  {
    title: 'a nest too deep',
    text: ['root: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[', ''],
    message: [
      'sallyport.yaml:1:26: this is nested deeper than 20 levels: lay it out flatter',
      '  1 | root: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[',
      '    |                          ^',
    ],
  },
  {
    title: 'a rule that YAML takes for an alias',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'allowlist:', '  - *', ''],
    message: ['sallyport.yaml:5:5: * begins an alias in YAML: put it in quotes: "*"', '  5 |   - *', '    |     ^'],
  },
  {
    title: 'a rule that YAML would turn',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'allowlist:', '  - ! spam_*', ''],
    message: [
      'sallyport.yaml:5:5: ! is a tag in YAML and no part of the entry: put it in quotes: "!spam_*"',
      '  5 |   - ! spam_*',
      '    |     ^',
    ],
  },
  {
    title: 'a rule that YAML takes for an anchor',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'allowlist:', '  - &x bob', ''],
    message: [
      'sallyport.yaml:5:5: & begins an anchor in YAML: put it in quotes: "&x"',
      '  5 |   - &x bob',
      '    |     ^^',
    ],
  },
  {
    title: 'a rule that is a number',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'allowlist: [1.10]', ''],
    message: [
      'sallyport.yaml:4:13: 1.10 is no text in YAML: put it in quotes: "1.10"',
      '  4 | allowlist: [1.10]',
      '    |             ^^^^',
    ],
  },
  {
    title: 'a rule that is a mapping',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'allowlist:', '  - bob: x', ''],
    message: [
      'sallyport.yaml:5:5: an entry is a map: write names, in quotes if they hold : or [',
      '  5 |   - bob: x',
      '    |     ^^^^',
    ],
  },
  {
    title: 'a rule on two lines',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'allowlist:', '  - bob', '    tim', ''],
    message: [
      'sallyport.yaml:5:5: the entry goes over several lines: write one entry a line',
      '  5 |   - bob',
      '    |     ^^^',
    ],
  },
  {
    title: 'a rule that the matcher refuses',
    text: ['root: r', 'agents: {}', 'runtimes: {}', 'allowlist: ["bob "]', ''],
    message: [
      "sallyport.yaml:4:13: the rule 'bob ' has a blank at an end: correct or remove it",
      '  4 | allowlist: ["bob "]',
      '    |             ^^^^^^',
    ],
  },
];
