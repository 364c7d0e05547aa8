/** The built-ins that decide, as they were when this package was loaded: a prototype changed later cannot change an answer. */
const { call } = Function.prototype;
const text = String.prototype;

// Each `as` states the signature that `call.bind` gives at run time: the first argument is what was `this`.
export const codePointAt = call.bind(text.codePointAt) as (text: string, index: number) => number;
export const normalize = call.bind(text.normalize) as (text: string, form: 'NFC') => string;
export const slice = call.bind(text.slice) as (text: string, start: number) => string;
export const exec = call.bind(RegExp.prototype.exec) as (pattern: RegExp, text: string) => RegExpExecArray | null;
export const add = call.bind(Set.prototype.add) as (set: Set<string>, item: string) => void;
export const has = call.bind(Set.prototype.has) as (set: ReadonlySet<string>, item: string) => boolean;
export const Codes = Int32Array;
export const TextSet = Set<string>;
export const { freeze, hasOwn } = Object;
export const { isArray } = Array;
