/*
 * Trust boundary: decides which IP addresses agent code may be connected to.
 * Trusted: nothing; an address comes from hostile code or from a name server it controls.
 * Must never pass: an address of this machine, of a private network or of a cloud's metadata service, in any spelling
 * or wrapped in any IPv6 form. What is not known to be public is refused: the IANA special-purpose registries
 * (RFC 6890 and successors) for IPv4, and everything outside 2000::/3 for IPv6.
 */
import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

type Range<T> = readonly [network: T, prefixLength: number, reason: string];

const PRIVATE = 'a private network address';
const LOOPBACK = 'a loopback address of this machine';
const LINK_LOCAL = 'a link-local address (cloud metadata services live there)';
const METADATA = 'the address of a cloud metadata service';
const RESERVED = 'an address reserved for special use';
const OWN = 'an address of this machine';

const IPV4_REFUSED: readonly Range<ipaddr.IPv4>[] = (
  [
    ['100.100.100.200/32', METADATA],
    ['168.63.129.16/32', METADATA],
    ['192.0.0.192/32', METADATA],
    ['0.0.0.0/8', LOOPBACK],
    ['10.0.0.0/8', PRIVATE],
    ['100.64.0.0/10', PRIVATE],
    ['127.0.0.0/8', LOOPBACK],
    ['169.254.0.0/16', LINK_LOCAL],
    ['172.16.0.0/12', PRIVATE],
    ['192.0.0.0/24', RESERVED],
    ['192.0.2.0/24', RESERVED],
    ['192.31.196.0/24', RESERVED],
    ['192.52.193.0/24', RESERVED],
    ['192.88.99.0/24', RESERVED],
    ['192.168.0.0/16', PRIVATE],
    ['192.175.48.0/24', RESERVED],
    ['198.18.0.0/15', PRIVATE],
    ['198.51.100.0/24', RESERVED],
    ['203.0.113.0/24', RESERVED],
    ['224.0.0.0/4', 'a multicast address'],
    ['240.0.0.0/4', RESERVED],
  ] as const
).map(([cidr, reason]) => [...ipaddr.IPv4.parseCIDR(cidr), reason]);

const IPV6_REFUSED: readonly Range<ipaddr.IPv6>[] = (
  [
    ['::/128', LOOPBACK],
    ['::1/128', LOOPBACK],
    ['fd00:ec2::254/128', METADATA],
    ['fd20:ce::254/128', METADATA],
    ['64:ff9b:1::/48', PRIVATE],
    ['100::/64', RESERVED],
    ['100:0:0:1::/64', RESERVED],
    ['2001::/23', RESERVED],
    ['2001:db8::/32', RESERVED],
    ['2002::/16', RESERVED],
    ['2620:4f:8000::/48', RESERVED],
    ['3ffe::/16', RESERVED],
    ['3fff::/20', RESERVED],
    ['5f00::/16', RESERVED],
    ['fc00::/7', PRIVATE],
    ['fe80::/10', LINK_LOCAL],
    ['fec0::/10', PRIVATE],
    ['ff00::/8', 'a multicast address'],
  ] as const
).map(([cidr, reason]) => [...ipaddr.IPv6.parseCIDR(cidr), reason]);

const IPV6_PUBLIC = ipaddr.IPv6.parseCIDR('2000::/3');

/** An IPv6 form that carries an IPv4 address. Only forms that reach that very IPv4 address may be allowed. */
interface Embedding {
  readonly network: readonly [ipaddr.IPv6, number];
  readonly offset: number;
  readonly inverted: boolean;
  readonly reachesIpv4: boolean;
}

function embedding(cidr: string, offset: number, reachesIpv4 = false, inverted = false): Embedding {
  return { network: ipaddr.IPv6.parseCIDR(cidr), offset, reachesIpv4, inverted };
}

const EMBEDDINGS: readonly Embedding[] = [
  embedding('::ffff:0:0/96', 12, true),
  embedding('64:ff9b::/96', 12, true),
  embedding('::/96', 12),
  embedding('::ffff:0:0:0/96', 12),
  embedding('64:ff9b:1::/48', 12),
  embedding('2002::/16', 2),
  embedding('2001::/32', 12, false, true),
  embedding('2001::/32', 4),
];

function ipv4At(bytes: readonly number[], offset: number, inverted = false): ipaddr.IPv4 {
  const part = bytes.slice(offset, offset + 4);
  return new ipaddr.IPv4(inverted ? part.map((byte) => byte ^ 0xff) : part);
}

/** RFC 5214: an interface id `[02]00:5efe` followed by an IPv4 address, under any prefix. */
function isIsatap(bytes: readonly number[]): boolean {
  return (bytes[8] === 0 || bytes[8] === 2) && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
}

function refusedRange<T extends ipaddr.IPv4 | ipaddr.IPv6>(address: T, ranges: readonly Range<T>[]): string | null {
  return ranges.find(([network, prefixLength]) => address.match(network, prefixLength))?.[2] ?? null;
}

function judgeIpv4(address: ipaddr.IPv4, own: ReadonlySet<string>): string | null {
  return refusedRange(address, IPV4_REFUSED) ?? (own.has(address.toNormalizedString()) ? OWN : null);
}

function judgeIpv6(address: ipaddr.IPv6, own: ReadonlySet<string>): string | null {
  if (own.has(address.toNormalizedString())) return OWN;
  const bytes = address.toByteArray();
  const carriers = EMBEDDINGS.filter(({ network }) => address.match(network[0], network[1]));
  for (const { offset, inverted, reachesIpv4 } of carriers) {
    const inner = judgeIpv4(ipv4At(bytes, offset, inverted), own);
    if (inner !== null) return refusedRange(address, IPV6_REFUSED) ?? `${inner}, written inside an IPv6 address`;
    if (reachesIpv4) return null;
  }
  if (isIsatap(bytes)) {
    const inner = judgeIpv4(ipv4At(bytes, 12), own);
    if (inner !== null) return `${inner}, written inside an IPv6 address`;
  }
  return refusedRange(address, IPV6_REFUSED) ?? (address.match(IPV6_PUBLIC[0], IPV6_PUBLIC[1]) ? null : RESERVED);
}

/** The normalised spellings of this machine's own addresses, for {@link judgeAddress}. */
export function ownAddressSet(addresses: readonly string[]): ReadonlySet<string> {
  const known = addresses.map((address) => address.replace(/%.*$/, '')).filter((address) => isIP(address) !== 0);
  return new Set(known.map((address) => ipaddr.process(address).toNormalizedString()));
}

/**
 * Why an address may not be connected to, or `null` when it is a public one.
 * `address` is an IPv4 address in dotted form or an IPv6 address without brackets; anything else is refused.
 */
export function judgeAddress(address: string, own: ReadonlySet<string>): string | null {
  const family = isIP(address);
  if (family === 4) return judgeIpv4(ipaddr.IPv4.parse(address), own);
  if (family === 6 && !address.includes('%')) return judgeIpv6(ipaddr.IPv6.parse(address), own);
  return 'not an address of the public internet';
}
