// The face `@sallyport/core/tool`: what it takes to declare a tool, and nothing of the runtime.
export { contract } from './tools/contract.js';
export type { AnyContract, Contract, Listable, Proposable, Types } from './tools/contract.js';
export { tool } from './tools/tool.js';
export type { ActionTool, AnyTool, InputOf, IntakeTool, OutputOf, RunContext, Tool } from './tools/tool.js';
export { classify, unclassified } from './tools/classify.js';
export type { Classification, ForeignInput, ForeignTool, UnclassifiedTool } from './tools/classify.js';
export type { Bound, Bounds } from './tools/bounds.js';
export { oneOf, only } from './tools/only.js';
export type { Bounded } from './tools/only.js';
export type { Schema, StandardSchema, ZodSchema } from './tools/schema.js';
export type { Json } from './json.js';
export type { Effect, TrustLevel } from './trust.js';
