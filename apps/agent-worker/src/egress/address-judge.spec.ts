import fc from 'fast-check';
import { judgeAddress, ownAddressSet } from './address-judge.js';

const NONE = ownAddressSet([]);

const PRIVATE_NETWORKS: readonly (readonly [network: number, prefixLength: number])[] = [
  [0x00000000, 8],
  [0x0a000000, 8],
  [0x64400000, 10],
  [0x7f000000, 8],
  [0xa9fe0000, 16],
  [0xac100000, 12],
  [0xc0000000, 24],
  [0xc0000200, 24],
  [0xc0a80000, 16],
  [0xc6120000, 15],
  [0xc6336400, 24],
  [0xcb007100, 24],
  [0xe0000000, 4],
  [0xf0000000, 4],
];

const privateIpv4 = fc
  .constantFrom(...PRIVATE_NETWORKS)
  .chain(([network, prefixLength]) =>
    fc.integer({ min: 0, max: 2 ** (32 - prefixLength) - 1 }).map((host) => network + host),
  );

function dotted(ipv4: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(ipv4 / 2 ** shift) % 256).join('.');
}

function groups(ipv4: number): string {
  return `${Math.floor(ipv4 / 65_536).toString(16)}:${(ipv4 % 65_536).toString(16)}`;
}

const EMBEDDINGS: Readonly<Record<string, (ipv4: number) => string>> = {
  'IPv4-mapped, dotted (::ffff:0:0/96)': (ipv4) => `::ffff:${dotted(ipv4)}`,
  'IPv4-mapped, in groups': (ipv4) => `0:0:0:0:0:FFFF:${groups(ipv4)}`,
  'IPv4-compatible (::/96)': (ipv4) => `::${dotted(ipv4)}`,
  'IPv4-translated (::ffff:0:0:0/96)': (ipv4) => `::ffff:0:${groups(ipv4)}`,
  'NAT64 (64:ff9b::/96)': (ipv4) => `64:ff9b::${dotted(ipv4)}`,
  'local NAT64 (64:ff9b:1::/48)': (ipv4) => `64:ff9b:1::${groups(ipv4)}`,
  '6to4 (2002::/16)': (ipv4) => `2002:${groups(ipv4)}::1`,
  'Teredo client (2001::/32)': (ipv4) => `2001:0:808:808::${groups(0xffffffff - ipv4)}`,
  'Teredo server (2001::/32)': (ipv4) => `2001:0:${groups(ipv4)}::f7f7:f7f7`,
  'ISATAP under a public prefix': (ipv4) => `2a00:1450:4001:81b:0:5efe:${groups(ipv4)}`,
  'ISATAP, universal': (ipv4) => `2a00:1450:4001:81b:200:5efe:${groups(ipv4)}`,
};

describe('the address judge', () => {
  it.each(Object.entries(EMBEDDINGS))('refuses every IPv4 address that is not public as %s', (_form, embed) => {
    fc.assert(
      fc.property(privateIpv4, (ipv4) => judgeAddress(embed(ipv4), NONE) !== null),
      { numRuns: 1_000 },
    );
  });

  it('refuses every IPv4 address that is not public as it is', () => {
    fc.assert(
      fc.property(privateIpv4, (ipv4) => judgeAddress(dotted(ipv4), NONE) !== null),
      { numRuns: 3_000 },
    );
  });

  it('never throws, and refuses what is not an address', () => {
    fc.assert(fc.property(fc.string(), (text) => typeof judgeAddress(`x${text}`, NONE) === 'string'));
  });

  it.each([
    ['first and last of each private network', '10.0.0.0', '10.255.255.255', '172.16.0.0', '172.31.255.255'],
    ['the same', '192.168.0.0', '192.168.255.255', '127.0.0.0', '127.255.255.255', '100.64.0.0', '100.127.255.255'],
    [
      'link-local and metadata',
      '169.254.0.0',
      '169.254.255.255',
      '169.254.169.254',
      '100.100.100.200',
      '168.63.129.16',
    ],
    ['everything above multicast', '224.0.0.0', '239.255.255.255', '240.0.0.0', '255.255.255.255'],
    ['loopback and unspecified IPv6', '::', '::1', '0:0:0:0:0:0:0:1'],
    ['link-local and site-local IPv6', 'fe80::1', 'febf::1', 'fec0::1', 'feff::1'],
    ['unique local IPv6', 'fc00::1', 'fd00::1', 'fdff::1', 'fd00:ec2::254', 'fd20:ce::254'],
    ['multicast IPv6', 'ff02::1', 'ff0e::1'],
    ['discard and documentation IPv6', '100::1', '2001:db8::1', '3fff::1'],
    ['protocol assignments, 6bone and SRv6', '2001:2::1', '2001:10::1', '2001:20::1', '3ffe::1', '5f00::1'],
    ['the rest of the unassigned IPv6 space', '4000::1', '8000::1', '1::1', '200::1', 'e000::1'],
    ['an address with a zone', 'fe80::1%eth0', '2a00:1450:4001:81b::200e%eth0'],
    ['what is not an address', '', 'localhost', '127.1', '0x7f000001', '2130706433', '[::1]', ' 8.8.8.8', '8.8.8.8 '],
  ])('refuses %s', (_what, ...addresses) => {
    expect(addresses.filter((address) => judgeAddress(address, NONE) === null)).toEqual([]);
  });

  it('lets public addresses through, at the very edges of the private networks too', () => {
    const open = [
      ...['1.1.1.1', '8.8.8.8', '9.255.255.255', '11.0.0.0', '172.15.255.255', '172.32.0.0', '192.167.255.255'],
      ...['192.169.0.0', '126.255.255.255', '128.0.0.0', '100.63.255.255', '100.128.0.0', '223.255.255.255'],
      ...['2606:4700::6810:1', '2a00:1450:4001:81b::200e', '2001:200::1', '2001:4860:4860::8888'],
      ...['::ffff:8.8.8.8', '64:ff9b::8.8.8.8'],
    ];
    expect(open.filter((address) => judgeAddress(address, NONE) !== null)).toEqual([]);
  });

  it("refuses this machine's own public addresses in every spelling", () => {
    const own = ownAddressSet(['93.184.216.34', '2a00:1450:4001:81b::200e', 'fe80::1%eth0', 'not an address']);
    const spellings = [
      '93.184.216.34',
      '::ffff:93.184.216.34',
      '64:ff9b::5db8:d822',
      '2a00:1450:4001:081b:0:0:0:200e',
      '2A00:1450:4001:81B::200E',
    ];
    expect(spellings.map((address) => judgeAddress(address, own))).toEqual(
      expect.arrayContaining([expect.stringContaining('this machine')]),
    );
    expect(spellings.filter((address) => judgeAddress(address, own) === null)).toEqual([]);
    expect(judgeAddress('93.184.216.35', own)).toBeNull();
  });
});
