// The seam between the tool and the wire: who carries a finished mail away. SMTP is one; a test recorder is another.

/** A mail as it goes out, complete. Whoever carries it changes no byte and adds no recipient. */
export interface OutgoingMail {
  /** The envelope's sender, a bare address. */
  readonly from: string;
  /** The envelope's one recipient, a bare address. There is no other: no copy, blind or not. */
  readonly to: string;
  readonly messageId: string;
  /** Header and body (RFC 5322): ASCII, lines end in CRLF and are at most 998 bytes long. */
  readonly bytes: Uint8Array;
}

/** How mail leaves. */
export interface MailOperations {
  /**
   * Resolves when the next server has taken the mail over, rejects when it has not, or when nobody can know. Rejects
   * with the signal's reason when aborted. Must not send it twice.
   */
  deliver(mail: OutgoingMail, signal: AbortSignal): Promise<void>;
}
