// The face of the AI SDK adapter's test kit: language models that follow a script, or an attacker, without network.
export { languageModelOf, scriptedLanguageModel } from './ai-sdk/language-model.js';
