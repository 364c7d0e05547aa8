// Taking back: what was changed in memory for entries that were then not written.

/** Changes that can be taken back until they are kept. While nothing is tried, nothing is noted. */
export class Undo {
  #back: (() => void)[] | undefined;

  /** From here on, changes are tried only. */
  begin(): void {
    this.#back ??= [];
  }
  /** A place to go back to. */
  get mark(): number {
    return this.#back?.length ?? 0;
  }
  /** Undoes what was changed since, last things first. */
  backTo(mark: number): void {
    while (this.mark > mark) this.#back!.pop()!();
  }
  /** Nothing that was tried holds. */
  cancel(): void {
    this.backTo(0);
    this.keep();
  }
  /** Everything that was tried holds. */
  keep(): void {
    this.#back = undefined;
  }

  /** Notes how to undo a change that is made here and now. */
  note(back: () => void): void {
    this.#back?.push(back);
  }
  set<K, V>(map: Map<K, V>, key: K, value: V): void {
    if (this.#back !== undefined) {
      const before = map.get(key);
      this.note(before === undefined ? () => map.delete(key) : () => map.set(key, before));
    }
    map.set(key, value);
  }
  drop<K, V>(map: Map<K, V>, key: K): void {
    const before = map.get(key);
    if (before === undefined) return;
    map.delete(key);
    this.note(() => map.set(key, before));
  }
  assign<T extends object>(target: T, fields: Partial<T>): void {
    if (this.#back !== undefined) {
      const before = Object.fromEntries(Object.keys(fields).map((key) => [key, target[key as keyof T]]));
      this.note(() => Object.assign(target, before));
    }
    Object.assign(target, fields);
  }
}
