/** The built-ins that decide, as they were when this package was loaded: a prototype changed later cannot change an answer. */
const call = Function.call;
const text = String.prototype;
const map = Map.prototype;
const bind = call.bind.bind(call as never) as (method: unknown) => unknown;

// Each `as` states the signature that `bind` gives at run time: the first argument is what was `this`.
export const codePointAt = bind(text.codePointAt) as (text: string, index: number) => number;
export const normalize = bind(text.normalize) as (text: string, form: 'NFC') => string;
export const slice = bind(text.slice) as (text: string, start: number) => string;
export const exec = bind(RegExp.prototype.exec) as (pattern: RegExp, text: string) => RegExpExecArray | null;
export const get = bind(map.get) as <K, V>(map: ReadonlyMap<K, V>, key: K) => V | undefined;
export const set = bind(map.set) as <K, V>(map: Map<K, V>, key: K, value: V) => void;
export const Codes = Int32Array;
export const Table = Map;
export const { freeze, hasOwn } = Object;
export const isArray = Array.isArray;
