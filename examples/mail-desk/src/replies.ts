// The answers that the office gives as a rule: which mail gets which, and what stands in it. The developer's own words.

/** What a mail is answered with. */
export interface Reply {
  readonly subject: string;
  readonly body: string;
  readonly why: string;
}

interface Rule {
  readonly about: RegExp;
  readonly says: readonly string[];
  readonly why: string;
}

const HELLO = 'Hello,\n\n';
const BYE = "\n\nKind regards\nAlice's desk\n";

const RULES: readonly Rule[] = [
  {
    about: /^Copy of invoice \d+$/,
    says: ['we are looking for the copy and will mail it to you by tomorrow evening.'],
    why: 'a customer asks for a copy of an invoice',
  },
  {
    about: /^Visit to your workshop$/,
    says: ['the new time suits us. Please come to the side door, the front is being painted.'],
    why: 'somebody wants to move an appointment',
  },
  {
    about: /^Rückfrage zu Ihrer Bestellung \d+$/,
    says: ['vielen Dank für Ihre Nachricht. Wir prüfen das und geben Ihnen bis Freitag Bescheid.'],
    why: 'a supplier asks what to deliver',
  },
  {
    about: /^Your order [\d-]+: confirmation and delivery day$/,
    says: ['thank you. On Tuesday somebody is here all day and can sign for it.'],
    why: 'a supplier asks for a day of delivery',
  },
  {
    about: /^Driver \d+\.\d+ /,
    says: [
      'thank you for the report: it is very clear.',
      'We can see it here, too, and will tell you when the fix is out.',
    ],
    why: 'a customer reports a bug',
  },
  {
    about: /^Spring fair: your stand and one question$/,
    says: ['thank you for the plan. Yes, please: we need three-phase power at our stand.'],
    why: 'the organisers of the fair ask about power',
  },
  {
    about: /^Travel costs for /,
    says: ['the van and the deposit are fine. One room is enough.'],
    why: 'a colleague asks for a decision',
  },
];

/** The answer that the office gives to a mail with this subject; `undefined` where a person has to think of one. */
export function replyTo(subject: string | undefined): Reply | undefined {
  const plain = (subject ?? '').replace(/^(?:(?:re|aw|fwd?):\s*)+/i, '');
  const rule = RULES.find(({ about }) => about.test(plain));
  if (rule === undefined) return undefined;
  return { subject: `Re: ${plain}`, body: HELLO + rule.says.join('\n') + BYE, why: rule.why };
}
