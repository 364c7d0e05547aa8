// The face of @sallyport/config. A new line here is an API decision.
export { loadDesk, type LoadDeskOptions, type LoadedDesk } from './load-desk.js';
export { loadConfig, type LoadedConfig, type LoadOptions } from './load-config.js';
export { loadStore, type LoadedStore } from './load-store.js';
export { loadRuntime, type LoadedRuntime } from './load-runtime.js';
