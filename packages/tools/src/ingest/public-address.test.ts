// Tests which addresses are public: one list against the other way of saying it, and the forms that hide an address.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalAddress, isPublicAddress } from './public-address.js';

describe('IPv4', () => {
  test.each([
    ...['0.0.0.0', '0.255.255.255', '10.0.0.0', '10.255.255.255', '100.64.0.0', '100.127.255.255', '127.0.0.1'],
    ...['127.255.255.255', '168.63.129.16', '169.254.0.0', '169.254.169.254', '172.16.0.0', '172.31.255.255'],
    ...['192.0.0.0', '192.0.0.192', '192.0.2.255', '192.31.196.1', '192.52.193.1', '192.88.99.1', '192.168.0.0'],
    ...['192.168.255.255', '192.175.48.1', '198.18.0.0', '198.19.255.255', '198.51.100.1', '203.0.113.255'],
    ...['224.0.0.0', '239.255.255.255', '240.0.0.0', '255.255.255.255'],
  ])('%s is inside', (address) => expect(isPublicAddress(address)).toBe(false));

  test.each([
    ...['1.1.1.1', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0'],
    ...['169.253.255.255', '169.255.0.0', '172.15.255.255', '172.32.0.0', '191.255.255.255', '192.0.1.0'],
    ...[
      '192.0.3.0',
      '192.167.255.255',
      '192.169.0.0',
      '198.17.255.255',
      '198.20.0.0',
      '203.0.114.0',
      '223.255.255.255',
    ],
  ])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));
});

describe('IPv6', () => {
  test.each([
    ...['::', '::1', '::7f00:1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:0:127.0.0.1', '64:ff9b::8.8.8.8'],
    ...['64:ff9b:1::1', '100::1', '1fff:ffff::1', '2001::1', '2001:0:4136:e378:8000:63bf:3fff:fdd2', '2001:2::1'],
    ...['2001:10::1', '2001:20::1', '2001:1ff:ffff::1', '2001:db8::1', '2002:7f00:1::', '2620:4f:8000::1', '3ffe::1'],
    ...['3fff::1', '3fff:fff::1', '4000::1', '5f00::1', 'fc00::1', 'fd00:ec2::254', 'fe80::1', 'fe80::1%eth0'],
    ...['2606:4700::1%1', 'fec0::1', 'ff02::1', '2606:4700::5efe:7f00:1', '2606:4700::200:5efe:7f00:1'],
  ])('%s is inside', (address) => expect(isPublicAddress(address)).toBe(false));

  test.each(['2001:200::1', '2001:4860:4860::8888', '2003::1', '2606:4700:4700::1111', '2a00:1450::1', '3fff:1000::1'])(
    '%s is public',
    (address) => expect(isPublicAddress(address)).toBe(true),
  );

  test('nothing outside of 2000::/3 is public', () => {
    fc.assert(fc.property(fc.ipV6(), (address) => !isPublicAddress(address) || /^[23][0-9a-f]{3}:/i.test(address)));
  });
});

test.each([
  '',
  'example.com',
  '0x7f.1',
  '0177.0.0.1',
  '127.1',
  '2130706433',
  '1.1.1.1 ',
  '[::1]',
  '1.1.1.1:80',
  '1.1.1',
])('%j is no address, and so not public', (text) => {
  expect(isPublicAddress(text)).toBe(false);
  expect(canonicalAddress(text)).toBeUndefined();
});

test('each address has one spelling', () => {
  expect(canonicalAddress('0:0:0:0:0:0:0:1')).toBe(canonicalAddress('::1'));
  expect(canonicalAddress('2001:DB8::0')).toBe(canonicalAddress('2001:db8::'));
});
