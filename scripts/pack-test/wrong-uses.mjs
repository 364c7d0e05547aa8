// Three mistakes of a first afternoon. The compiler and the run time must say the same helpful words of each.

const IMPORTS = `import { ActionAgent, contract, IntakeAgent, tool } from '@sallyport/core';
import * as z from 'zod';

const input = z.strictObject({ to: z.email(), body: z.string() });
const sendEmail = contract({ name: 'send_email', effect: 'send', control: ['to'], input });
const emailSender = tool(sendEmail, async () => null);
const readPage = tool({ name: 'read_page', effect: 'ingest', source: 'low', input, run: async () => '' });
`;

const classOf = (kind, trust, options) => `export class Mine extends ${kind}Agent<'${trust}'> {
  constructor() {
    super({ name: 'mine', trust: '${trust}', ${options} });
  }
  protected override async handle() {}
}
new Mine();
void [emailSender, readPage, ActionAgent, IntakeAgent];
`;

/** `says`: words of the compiler's last line, and of the error that a JavaScript user gets; `code`: that error's. */
export const WRONG_USES = [
  {
    what: 'the agent that reads gets the tool that sends',
    text: IMPORTS + classOf('Intake', 'low', 'tools: [emailSender]'),
    says: "an IntakeAgent cannot register 'send_email': it sends messages",
    code: 'TOOL_FORBIDDEN',
  },
  {
    what: 'the agent that acts gets the tool that reads the web',
    text: IMPORTS + classOf('Action', 'high', 'tools: [readPage]'),
    says: "an ActionAgent cannot register 'read_page': it reads outside content",
    code: 'TOOL_FORBIDDEN',
  },
  {
    what: 'a proposal may go to anyone, because nobody said to whom',
    text: IMPORTS + classOf('Intake', 'low', 'tools: [], proposes: [sendEmail]'),
    says: "only(send_email, …) says what 'to' may be",
    code: 'TOOL_FORBIDDEN',
  },
];
