// The bank accounts of the story. They are nobody's: their check digits are wrong.
export const ACCOUNTS = {
  paperhouse: 'GB10PAPR40281700912345',
  paperhouseForged: 'GB10PAPR40281700912845',
  northrack: 'GB20NRCK60905500104401',
  /** It is genuine, and all the same one digit off the one that is known: somebody has to look. */
  northrackNew: 'GB20NRCK60905500104402',
  thief: 'GB99EVIL13371337133713',
} as const;
