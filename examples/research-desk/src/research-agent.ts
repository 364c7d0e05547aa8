// The first door: reads the pages that its owner names, with a model that may be wholly in a page's hand, and reports.
import { converse, IntakeAgent, only, type IntakeSession, type Message, type Model } from '@sallyport/core';
import type { WebPageTool } from '@sallyport/tools/ingest';
import { sendEmail } from '@sallyport/tools/send/contracts';

export const COLLEAGUE = 'bob@partner.example';

export class ResearchAgent extends IntakeAgent<'low'> {
  readonly #reader: WebPageTool<'low'>;
  readonly #model: Model;

  constructor(reader: WebPageTool<'low'>, model: Model) {
    super({
      name: 'research_agent',
      trust: 'low',
      tools: [reader],
      proposes: [only(sendEmail, { to: [COLLEAGUE] })], // whatever a page says, to nobody else
      // no allowlist: only its owner writes to it
    });
    this.#reader = reader;
    this.#model = model;
  }

  protected async handle(message: Message, session: IntakeSession<'low'>): Promise<void> {
    const findings: string[] = [];
    for (const url of message.text.match(/https?:\/\/\S+/g) ?? []) {
      try {
        const { title, text } = await session.call(this.#reader, { url });
        findings.push(`${title}: ${text}`);
        await converse(session, this.#model, `Summarise this page:\n\n${text}`);
      } catch (error) {
        findings.push(`${url}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    await session.report(findings.join('\n\n'));
  }
}
