// MiniSearch: an index in memory. It scores whatever it finds; the newest first are picked out of that.
import MiniSearch from 'minisearch';

export async function open({ limit }) {
  const index = new MiniSearch({ idField: 'seq', fields: ['text'] });
  const find = ({ words, prefix, ranked }) => {
    const found = index.search(words.join(' '), { combineWith: 'AND', prefix }).map(({ id }) => id);
    return (ranked ? found : found.sort((a, b) => b - a)).slice(0, limit);
  };
  return [
    {
      name: 'MiniSearch, at most 100,000',
      add: async (mails) => index.addAll(mails),
      find,
      close: async () => undefined,
    },
  ];
}
