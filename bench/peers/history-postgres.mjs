// PostgreSQL by hand: a tsvector beside the text and a GIN index over it. Asked as one would ask, and with the index led to first.
import pg from 'pg';

const NAIVE = 'PostgreSQL by hand';
const LED = 'PostgreSQL by hand, index first';

export async function open({ url, limit }) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`CREATE TABLE messages (seq bigint PRIMARY KEY, at bigint NOT NULL, text text NOT NULL,
    words tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED)`);
  await client.query('CREATE INDEX ON messages USING gin (words)');
  const add = async (mails) => {
    for (let from = 0; from < mails.length; from += 1000) {
      const some = mails.slice(from, from + 1000);
      const columns = [some.map(({ seq }) => seq), some.map(({ at }) => at), some.map(({ text }) => text)];
      await client.query(
        'INSERT INTO messages (seq, at, text) SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[])',
        columns,
      );
    }
    // what the server would do by itself a little later
    await client.query('ANALYZE messages');
  };
  const asking =
    (newest) =>
    async ({ words, prefix, ranked }) => {
      const query = `${words.map((word) => `'${word}'`).join(' & ')}${prefix ? ':*' : ''}`;
      const { rows } = await client.query({ ...(ranked ? BEST : newest), values: [query, limit] });
      return rows.map(({ seq }) => Number(seq));
    };
  // the second one reads what the first one has written
  return [
    { name: NAIVE, add, find: asking(AS_ONE_WOULD), close: async () => undefined },
    { name: LED, find: asking(INDEX_FIRST), close: () => client.end() },
  ];
}

const AS_ONE_WOULD = {
  name: 'newest',
  text: 'SELECT seq FROM messages WHERE words @@ $1::tsquery ORDER BY seq DESC LIMIT $2',
};
const INDEX_FIRST = {
  name: 'led',
  text: `WITH found AS MATERIALIZED (SELECT seq FROM messages WHERE words @@ $1::tsquery)
    SELECT seq FROM found ORDER BY seq DESC LIMIT $2`,
};
const BEST = {
  name: 'best',
  text: 'SELECT seq FROM messages WHERE words @@ $1::tsquery ORDER BY ts_rank(words, $1::tsquery) DESC LIMIT $2',
};
