// Who reads in quarantine: a reader that obeys whatever it reads, where there is nothing to obey with, and then answers.
import { converse, type Model, type Quarantine } from '@sallyport/core';

/** For `session.read()`: `answer` says of a mail what was asked. What the mail claims is what it answers: it cannot know better. */
export const obedientReader =
  <V>(model: Model, answer: (text: string) => V) =>
  async (text: string, quarantine: Quarantine): Promise<V> => {
    await converse(quarantine, model, text);
    return answer(text);
  };

export const requestIn = (text: string): { readonly wantsCopy: boolean; readonly invoice: number } => {
  const [, number] = /copy of invoice (\d{4})/.exec(text) ?? [];
  return { wantsCopy: number !== undefined, invoice: Number(number ?? 0) };
};
export const billIn = (text: string): { readonly iban: string; readonly amount: number } => ({
  iban: /\b[A-Z]{2}\d{2}[A-Z]{4}\d{14}\b/.exec(text)?.[0] ?? '',
  amount: Number(/(\d+\.\d\d) EUR/.exec(text)?.[1]),
});
export const dateIn = (text: string): string => /\d{4}-\d\d-\d\d/.exec(text)?.[0] ?? '';
