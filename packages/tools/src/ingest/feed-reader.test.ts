// Tests reading feeds: the three shapes, what their items say, and what hostile ones are kept from.
import { describe, expect, test } from 'vitest';
import { readFeed, readFeedFrom } from './contracts.js';
import { feedReader, feedReading } from './feed-reader.js';
import { secret, site } from './http.fixture.js';

const open = { signal: new AbortController().signal };
const rss = `<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:media="m"><channel>
<title>Baker&apos;s news</title><atom:link href="https://example.com/feed" rel="self"/><link>https://example.com/</link>
<image><title>Logo</title></image>
<item><title>Bread &amp;amp; cake</title><media:title>Not this</media:title><link>/bread?a=1&amp;b=2</link><guid isPermaLink="false">n-1</guid>
<pubDate>Wed, 25 Nov 2026 10:00:00 +0100</pubDate><description><![CDATA[<p>Fresh <b>bread</b>.</p><script>steal()</script><p>Every day</p>]]></description></item>
<item><title>a &amp;lt;b&amp;gt; c</title><guid>https://example.com/2</guid><pubDate>some day</pubDate><link>javascript:alert(1)</link></item>
</channel></rss>`;
const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><title type="text">News</title>
<entry><id>urn:1</id><title>1 &lt; 2 &lt;b&gt;</title><link rel="enclosure" href="https://evil.example/x.mp3"/><link href="one"/><link rel="alternate" href="two"/>
<updated>2026-11-25T10:00:00Z</updated><published>2026-11-24T10:00:00+01:00</published><content type="html">&lt;p&gt;Hello&lt;/p&gt;&lt;p&gt;you&lt;/p&gt;</content></entry>
<entry><id>urn:2</id><title type="html">&lt;i&gt;Two&lt;/i&gt;</title><summary>a &lt;b&gt; c</summary></entry>
<entry><id>urn:3</id><title>Three</title><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>So <em>it</em> is</p></div></content></entry></feed>`;
const rdf = `<rdf:RDF xmlns:rdf="r"><channel><title>Old</title></channel><item rdf:about="https://example.com/a"><title>A</title>
<link>https://example.com/a</link><dc:date>2026-11-25</dc:date></item></rdf:RDF>`;

describe('what a feed says', () => {
  test('RSS 2.0', async () => {
    const { url, title, items, isWhole } = await read(rss, 'application/rss+xml');
    const host = new URL(url).origin;
    expect([title, isWhole]).toEqual(["Baker's news", true]);
    expect(items).toEqual([
      {
        id: 'n-1',
        title: 'Bread & cake',
        link: `${host}/bread?a=1&b=2`,
        published: '2026-11-25T09:00:00.000Z',
        text: 'Fresh bread.\nEvery day',
      },
      { id: 'https://example.com/2', title: 'a <b> c', link: 'https://example.com/2', published: '', text: '' },
    ]);
  });

  test('Atom', async () => {
    const { title, items, url } = await read(atom, 'application/atom+xml; charset=utf-8');
    expect(title).toBe('News');
    expect(items).toEqual([
      {
        id: 'urn:1',
        title: '1 < 2 <b>',
        link: `${new URL(url).origin}/one`,
        published: '2026-11-24T09:00:00.000Z',
        text: 'Hello\nyou',
      },
      { id: 'urn:2', title: 'Two', link: '', published: '', text: 'a <b> c' },
      { id: 'urn:3', title: 'Three', link: '', published: '', text: 'So it is' },
    ]);
  });

  test('RSS 1.0', async () => {
    expect((await read(rdf, 'text/xml')).items).toEqual([
      {
        id: 'https://example.com/a',
        title: 'A',
        link: 'https://example.com/a',
        published: '2026-11-25T00:00:00.000Z',
        text: '',
      },
    ]);
  });

  test('in letters that the document names itself', async () => {
    const latin = Buffer.from('<?xml version="1.0" encoding="iso-8859-1"?><feed><title>Grüße</title></feed>', 'latin1');
    expect((await read(latin, 'application/xml')).title).toBe('Grüße');
  });
});

describe('hostile feeds', () => {
  test.each([
    [
      'a billion laughs',
      '<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><rss><channel><title>&b;</title></channel></rss>',
    ],
    [
      'a file',
      '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>',
    ],
    ['a lower-case type', '<?xml version="1.0"?><!doctype rss SYSTEM "https://evil.example/x.dtd"><rss/>'],
    ['an entity alone', '<!ENTITY a "ha"><rss/>'],
  ])('%s: a document type is refused', async (_what, xml) => {
    await expect(read(xml, 'text/xml')).rejects.toThrow('a document type of its own');
  });

  test('an entity that nobody has declared stays as it is, and nothing is fetched for it', async () => {
    const server = await secret();
    const xml = `<?xml-stylesheet href="${server.url}"?><rss><channel><title>&x; &#65;</title><item><link>${server.url}</link></item></channel></rss>`;
    expect((await read(xml, 'text/xml')).title).toBe('&x; A');
    expect(server.asked).toEqual([]);
  });

  test('depth, items and text have caps, and say when they cut', async () => {
    await expect(read(`<rss>${'<a>'.repeat(100_000)}`, 'text/xml')).rejects.toThrow('nested too deep');
    const item = (text: string): string => `<item><title>t</title><description>${text}</description></item>`;
    const many = await read(`<rss><channel>${item('x').repeat(60)}</channel></rss>`, 'text/xml');
    expect([many.items.length, many.isWhole]).toEqual([50, false]);
    const long = await read(`<rss><channel>${item('x'.repeat(4_001))}</channel></rss>`, 'text/xml');
    expect([long.items[0]?.text.length, long.isWhole]).toEqual([4_000, false]);
    const fits = await read(
      `<rss><channel>${item(`${'&lt;p&gt;'.repeat(100)}${'x'.repeat(3_000)}`)}</channel></rss>`,
      'text/xml',
    );
    expect([fits.items[0]?.text.length, fits.isWhole]).toEqual([3_000, true]);
    const tags = await read(
      `<rss><channel>${item('&lt;b&gt;'.repeat(80_000) + '&lt;/i&gt;'.repeat(80_000))}</channel></rss>`,
      'text/xml',
    );
    expect(tags.isWhole).toBe(false);
    const title = await read(`<rss><channel><title>${'x'.repeat(100_000)}</title></channel></rss>`, 'text/xml');
    expect(title.title.length).toBe(2_048);
  });

  test.each(['', '<', 'plain', '<html><body>x</body></html>', '{"a":1}', '<rs', '<channel><item/></channel>'])(
    'what is no feed, %j, is an error',
    async (text) => await expect(read(text, 'text/xml')).rejects.toThrow('neither RSS nor Atom'),
  );

  test.each([
    '<rss>',
    '<feed/>',
    '<rss><channel><item>',
    '</rss><feed>',
    '<feed><entry></feed></entry></feed>',
    '<feed><title>a</title>',
  ])('one that is broken, %j, says what it says', async (text) =>
    expect((await read(text, 'text/xml')).isWhole).toBe(true),
  );

  test.each(['', 'text/html', 'application/json', 'text/plain'])('the type %j is refused', async (type) => {
    await expect(read(rss, type)).rejects.toThrow('no feed by what its server says');
  });

  test('the wall is the same: what redirects inside is not read', async () => {
    const server = await secret();
    const door = await site((_request, response) => void response.writeHead(302, { location: server.url }).end());
    const run = feedReading({ allowPrivate: [`127.0.0.1:${door.port}`] });
    await expect(run({ url: door.url }, open)).rejects.toMatchObject({ code: 'REFUSED' });
    expect(server.asked).toEqual([]);
  });
});

test('the contract says that it leaves the machine, and brings in what strangers write', () => {
  expect({ ...readFeed, input: 0, output: 0 }).toMatchObject({
    ...{
      name: 'read_feed',
      effect: 'ingest',
      source: 'low',
      control: '*',
      outsider: '*',
      egress: true,
      private: false,
    },
  });
  expect(readFeedFrom('medium').source).toBe('medium');
  expect(feedReader({ source: 'medium' }).source).toBe('medium');
});

test.each([
  [{ maxItems: 0 }, 'maxItems'],
  [{ maxText: -1 }, 'maxText'],
  [{ hosts: ['EXAMPLE.com'] }, 'hosts'],
  [{ limit: 1 }, 'limit'],
])('the options %j are refused by name', (options, option) => {
  // `as`: what a JavaScript user might write
  expect(() => feedReader(options as object)).toThrowError(
    expect.objectContaining({ code: 'BAD_OPTION', facts: { option } }),
  );
});

/** What the tool makes of a body that a real server serves. */
async function read(body: string | Buffer, type: string) {
  const server = await site((_request, response) => {
    if (type !== '') response.setHeader('content-type', type);
    response.end(body);
  });
  return feedReading({ allowPrivate: [`127.0.0.1:${server.port}`] })({ url: `${server.url}/` }, open);
}
