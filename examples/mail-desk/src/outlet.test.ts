// How an SMTP server is named, and how it is spoken to.
import { expect, test } from 'vitest';
import { Usage } from './flags.js';
import { ownOutlet } from './outlet.js';

test.each([
  ['smtp://mail.example.com', { host: 'mail.example.com', tls: 'starttls' }],
  [
    'smtps://alice:s%40fe@mail.example.com:4650',
    { host: 'mail.example.com', port: 4650, tls: 'implicit', auth: { user: 'alice', pass: 's@fe' } },
  ],
  ['smtp://127.0.0.1:2525', { host: '127.0.0.1', port: 2525, tls: 'none' }],
  ['smtp://alice:secret@localhost', { host: 'localhost', tls: 'starttls', auth: { user: 'alice', pass: 'secret' } }],
])('%s', (url, smtp) => {
  expect(ownOutlet(url, 'alice@example.com')).toEqual({ smtp, from: 'alice@example.com', files: 'alice@example.com' });
});

test.each(['mail.example.com', 'https://mail.example.com', 'smtp:mail', ''])('%j is no server', (url) => {
  expect(() => ownOutlet(url, 'alice@example.com')).toThrow(Usage);
});

test('an own server needs an address to send from', () => {
  expect(() => ownOutlet('smtp://mail.example.com', undefined)).toThrow('--from');
});

test('the password need not stand on the command line', () => {
  const { smtp } = ownOutlet('smtps://alice@mail.example.com', 'alice@example.com', 'secret');
  expect(smtp.auth).toEqual({ user: 'alice', pass: 'secret' });
});
