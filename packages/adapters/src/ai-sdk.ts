// The face of the AI SDK adapter: any language model of the AI SDK as a model of a session.
export { aiSdkModel } from './ai-sdk/model.js';
export type { AiSdkSettings } from './ai-sdk/model.js';
