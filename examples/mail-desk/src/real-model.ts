// A language model of the AI SDK, by a name such as openai/gpt-5: from its provider's package, or through the gateway.
import type { LanguageModel } from 'ai';
import { Usage } from './flags.js';
import { prudent, worstCase, type Mind } from './mind.js';

/** The mind that SALLYPORT_MODEL names; unsaid, the worst case. Throws {@link Usage}, saying what is missing. */
export async function mindOf(wanted = process.env['SALLYPORT_MODEL']): Promise<Mind> {
  if (wanted === undefined || wanted === '') return worstCase();
  const [, provider, name] = /^([a-z][a-z0-9-]*)\/(\S+)$/.exec(wanted) ?? [];
  if (provider === undefined || name === undefined) {
    throw new Usage(`SALLYPORT_MODEL is '${wanted}': it is a provider and a model, such as openai/gpt-5`);
  }
  const model = await languageModel(provider, name);
  // only now: it takes its time to load, and nobody needs it for the worst case
  const { aiSdkModel } = await import('@sallyport/adapters/ai-sdk');
  return prudent(wanted, aiSdkModel(model));
}

async function languageModel(provider: string, name: string): Promise<LanguageModel> {
  const installed = await load(`@ai-sdk/${provider}`);
  if (installed === undefined) {
    // a plain name is the gateway's, which takes a key of its own
    if (process.env['AI_GATEWAY_API_KEY'] !== undefined) return `${provider}/${name}`;
    throw new Usage(
      `SALLYPORT_MODEL=${provider}/${name} needs the package @ai-sdk/${provider}, which is not installed:\n` +
        `  pnpm --filter @sallyport/example-mail-desk add @ai-sdk/${provider}\n` +
        `and the provider's key in its usual variable; or set AI_GATEWAY_API_KEY to ask through the AI gateway`,
    );
  }
  const make = installed[provider];
  if (typeof make !== 'function')
    throw new Usage(`@ai-sdk/${provider} exports no '${provider}': is it a provider of language models?`);
  // `as`: every provider package exports a function of its own name that makes a language model
  return (make as (name: string) => LanguageModel)(name);
}

async function load(specifier: string): Promise<Readonly<Record<string, unknown>> | undefined> {
  try {
    // `as`: a module is an object of whatever it exports
    return (await import(specifier)) as Readonly<Record<string, unknown>>;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined;
    throw error;
  }
}
