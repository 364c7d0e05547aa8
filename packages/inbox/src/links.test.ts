// Links are named by the host a browser would ask, never followed.
import { expect, test } from 'vitest';
import { linksIn } from './links.js';

test.each([
  ['[https://corp.example/report](https://evil.example/x)', ['corp.example', 'evil.example']],
  ['![x](https://evil.example/p?d=SECRET)', ['evil.example']],
  ['see https://corp.example@evil.example/login.', ['evil.example']],
  ['https:\\\\evil.example\\x', ['evil.example']],
  ['http://аррӏе.com/', ['xn--80ak6aa92e.com']],
  ['www.evil.example/x', ['www.evil.example']],
  ['javascript:alert(1)', ['javascript:']],
  ['HTTPS://EVIL.example', ['evil.example']],
  ['nothing here: a/b, 10:30', []],
  ["https://corp.example'@evil.example/", ['evil.example', 'corp.example']],
  ['file:///etc/passwd', ['file:']],
  ['http://[::1]:8080/x', ['[::1]:8080']],
  ['http://[broken', ['an unreadable host']],
])('SEE-1: the hosts in %j are %j', (text, hosts) => expect(linksIn(text).map(({ host }) => host)).toEqual(hosts));

test('SEE-1: links are found in keys and in nested values, and counted by host', () => {
  expect(linksIn({ 'https://a.example/1': [{ x: 'https://b.example/2' }], y: 'https://a.example/3' })).toEqual([
    { host: 'a.example', times: 2 },
    { host: 'b.example', times: 1 },
  ]);
});

test('SEE-1: a long text full of links is read in reasonable time', () => {
  for (const unit of ['http://', 'a:', 'https://x@', 'www.', 'a+b-c.d'])
    expect(linksIn(unit.repeat(20_000)).length).toBeLessThan(9);
});
