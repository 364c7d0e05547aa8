/** Loops that are not shared. */

/**
 * A `run` for a contender: asks about one subject after the other, round and round, and counts the yeses. A run goes on
 * where the last one stopped, or a short one would ask about the same few each time. Each is
 * compiled for itself: in a loop that contenders share, the call would be compiled for all of them and fast for none.
 */
export function cycle<T>(subjects: readonly T[], ask: (subject: T) => boolean): (count: number) => number {
  const source = `let at = 0;
  return (count) => {
    let yes = 0;
    for (let i = 0; i < count; i++) {
      if (ask(subjects[at])) yes++;
      if (++at === subjects.length) at = 0;
    }
    return yes;
  };`;
  // The source above is of this type.
  return new Function('subjects', 'ask', source)(subjects, ask) as (count: number) => number;
}
