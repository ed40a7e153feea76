/** PARSE_IP. https://docs.snowflake.com/en/sql-reference/functions/parse_ip */
import { isIPv4, isIPv6 } from "node:net";
import { fault, type Helper, helper } from "./scalar-function.ts";

function numberOf4(host: string): bigint {
  return host.split(".").reduce((sum, part) => sum * 256n + BigInt(part), 0n);
}

function numberOf6(host: string): bigint {
  // An IPv4 address may stand for the last 32 bits.
  const text = host.replace(/(\d+\.\d+\.\d+\.\d+)$/, (last) => {
    const number = numberOf4(last);
    return `${(number >> 16n).toString(16)}:${(number & 0xffffn).toString(16)}`;
  });
  const [head = "", tail] = text.split("::");
  const groups = (part: string | undefined) => (part === undefined || part === "" ? [] : part.split(":"));
  const [left, right] = [groups(head), groups(tail)];
  const all = [...left, ...Array<string>(tail === undefined ? 0 : 8 - left.length - right.length).fill("0"), ...right];
  return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

/** First and last address of the network that the first `prefix` of `bits` bits name. */
function rangeOf(address: bigint, prefix: number, bits: number): [first: bigint, last: bigint] {
  const free = (1n << BigInt(bits - prefix)) - 1n;
  return [address & ~free, address | free];
}

const hex = (address: bigint): string => address.toString(16).toUpperCase().padStart(32, "0");

function parseIp(text: string, type: string, permissive: bigint): string {
  const kind = type.toLowerCase();
  const [host = "", prefixText] = text.trim().split("/");
  const isFour = isIPv4(host);
  const bits = isFour ? 32 : 128;
  const prefix = prefixText === undefined ? undefined : /^\d{1,3}$/.test(prefixText) ? Number(prefixText) : -1;
  if (
    (kind !== "inet" && kind !== "cidr") ||
    !(isFour || isIPv6(host)) ||
    (prefix !== undefined && (prefix < 0 || prefix > bits))
  ) {
    if (permissive !== 0n) return JSON.stringify({ error: `Error parsing IP: ${text}` });
    throw fault("100315", "22000", `Error parsing IP: ${text}`);
  }
  const address = isFour ? numberOf4(host) : numberOf6(host);
  const words = isFour ? [address, 0n, 0n, 0n] : [96n, 64n, 32n, 0n].map((shift) => (address >> shift) & 0xffffffffn);
  const range = prefix === undefined ? undefined : rangeOf(address, prefix, bits);
  const named = isFour
    ? {
        ipv4: Number(address),
        ...(range && { ipv4_range_end: Number(range[1]), ipv4_range_start: Number(range[0]) }),
      }
    : {
        hex_ipv6: hex(address),
        ...(range && { hex_ipv6_range_end: hex(range[1]), hex_ipv6_range_start: hex(range[0]) }),
      };
  const all: Record<string, unknown> = {
    family: isFour ? 4 : 6,
    ...named,
    host,
    ip_fields: words.map(Number),
    ip_type: kind,
    netmask_prefix_length: prefix ?? null,
    snowflake$type: "ip_address",
  };
  return JSON.stringify(
    Object.fromEntries(
      Object.keys(all)
        .sort()
        .map((key) => [key, all[key]]),
    ),
  );
}

export const ipHelper: Helper = helper("sf_parse_ip", "text text bigint", "text", parseIp);
