// What a person is asked for at every gate here, and the effect: nothing that takes time.
export const wire = {
  input: { iban: 'DE02120300000000202051', amount: 250, text: 'invoice 4711, due on Friday' },
  ran: 0,
  run: async () => {
    wire.ran++;
    return { done: true };
  },
};

/** A round trip that fails where what was approved did not run, or ran twice, or ran before. `ask` answers how to approve. */
export function tripOf(ask) {
  return async () => {
    const before = wire.ran;
    const approve = await ask();
    if (wire.ran !== before) throw new Error('it ran before anybody had approved it');
    await approve();
    if (wire.ran !== before + 1) throw new Error(`one was approved, ${wire.ran - before} ran`);
  };
}
