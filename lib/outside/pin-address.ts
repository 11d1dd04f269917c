import { lookup } from "node:dns/promises";
import type { LookupFunction } from "node:net";
import { fail } from "@/lib/core/errors";
import { isListed, isPrivateAddress } from "@/lib/core/private-address";

export interface PinOptions {
  /** Names, addresses and networks that may be reached although they are private: SPINDLE_PRIVATE_HOSTS. */
  listed: readonly string[];
  resolve?: (host: string) => Promise<string[]>;
}

export interface PinnedAddress {
  /** The one address that may be connected to. */
  address: string;
  family: 4 | 6;
  /** For `http.Agent`, `tls.connect` and the like: whatever is asked, the pinned address. Redirects must not be followed. */
  lookup: LookupFunction;
}

/**
 * Asks once what a host means, refuses it when any answer is private and not listed, and holds on to that answer: a name that means something
 * else a moment later changes nothing. Before each connection to an address that a person typed. Throws ADDRESS_REFUSED.
 */
export async function pinAddress(host: string, { listed, resolve = resolveAll }: PinOptions): Promise<PinnedAddress> {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  const found = await resolve(bare).catch(() => []);
  const [address] = found;
  if (address === undefined) throw fail("ADDRESS_REFUSED", { host: bare, reason: "not-found" });
  if (found.some((each) => isPrivateAddress(each) && !isListed(bare, each, listed))) throw fail("ADDRESS_REFUSED", { host: bare, reason: "private" });
  const family = address.includes(":") ? 6 : 4;
  return {
    address,
    family,
    lookup: (_host, options, done) => {
      if (options.all) done(null, [{ address, family }]);
      else done(null, address, family);
    },
  };
}

const resolveAll = async (host: string): Promise<string[]> => (await lookup(host, { all: true, verbatim: true })).map(({ address }) => address);
