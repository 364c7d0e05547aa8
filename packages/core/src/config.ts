// What a sallyport.yaml says, read and checked: text in, plain data out. Nothing else of the core needs YAML.
export { milliseconds } from './clock.js';
export type {
  AgentEntry,
  ChannelEntry,
  Config,
  ContactEntry,
  GateEntry,
  KeyEntry,
  ModuleEntry,
  RuntimeEntry,
  StoreEntry,
} from './config/config.js';
export type { ConfigFault } from './config/faults.js';
export { configJsonSchema } from './config/json-schema.js';
export { checkTrustRoot, faultAt } from './config/ledger.js';
export { readConfig, type ReadConfigOptions } from './config/read-config.js';
