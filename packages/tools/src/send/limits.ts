// What an address, a subject, a body and a Message-ID may be. The schema and the last check before the wire share it.

/** RFC 5321 4.5.3.1: a path is at most 256 octets, of which two are the angle brackets. */
export const LONGEST_ADDRESS = 254;
/** RFC 5322 2.1.1: the longest line. */
export const LONGEST_SUBJECT = 998;
/** 256 Ki UTF-16 units. */
export const LONGEST_BODY = 256 * 1024;
export const LONGEST_MESSAGE_ID = 250;

/**
 * Exactly one address, bare, in ASCII: no display name, quotes, comments, lists or literals; at least two labels, the
 * last of which is a name. Left out of the local part though RFC 5322 has them: `!`, `%` and `/`, by which relays once
 * routed mail elsewhere, `|` and the backtick, by which some ran programs, and a leading `-`, which reads as an option.
 */
export const ADDRESS =
  /^[A-Za-z0-9#$&'*+=?^_{}~][A-Za-z0-9#$&'*+=?^_{}~-]*(?:\.[A-Za-z0-9#$&'*+=?^_{}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$/;

/** One line: no C0, C1 or DEL, no line or paragraph separator, no half of a surrogate pair. */
export const SUBJECT = /^[^\p{Cc}\p{Zl}\p{Zp}\p{Cs}]*$/u;

/** Anything that has bytes in UTF-8: no half of a surrogate pair. */
export const BODY = /^\P{Cs}*$/u;

/** RFC 5322 msg-id, without quoting or white space. */
export const MESSAGE_ID = /^<[!-;=?A-Z[-~]+@[!-;=?A-Z[-~]+>$/;

export const isAddress = (text: string): boolean => text.length <= LONGEST_ADDRESS && ADDRESS.test(text);
export const isMessageId = (text: string): boolean => text.length <= LONGEST_MESSAGE_ID && MESSAGE_ID.test(text);
