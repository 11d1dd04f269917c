"use client";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import Link from "next/link";
import { Icon } from "@/components/ui/icon";
import { ownQuotasQuery } from "@/lib/client/queries";
import { type QuotaStanding, type QuotaView, RESOURCES, type Resource, standingOf } from "@/lib/core/quota";
import { resourceWord, usedOf } from "@/lib/format/quota";

export interface Tightest {
  project: string;
  what: Resource;
  used: number;
  allowed: number;
  standing: QuotaStanding;
}

/** Of all one's projects, the thing of which least is left. */
export function tightestOf(quotas: readonly QuotaView[]): Tightest | null {
  const all = quotas.flatMap(({ project, used, allowed }) =>
    RESOURCES.flatMap((what): Tightest[] => {
      const limit = allowed[what];
      return limit === null ? [] : [{ project, what, used: used[what], allowed: limit, standing: standingOf(used[what], limit) }];
    }),
  );
  const fullness = ({ used, allowed }: Tightest) => (allowed === 0 ? (used === 0 ? 0 : 2) : used / allowed);
  return all.reduce<Tightest | null>((most, one) => (most === null || fullness(one) > fullness(most) ? one : most), null);
}

/** On the list of stacks: what will be too little first, and the way to all of it. */
export function QuotaLink({ environment }: { environment: string }) {
  const { data } = useQuery(ownQuotasQuery(environment));
  const tightest = data ? tightestOf(data) : null;
  if (!tightest) return null;
  const { project, what, used, allowed, standing } = tightest;
  const tight = standing !== "free";
  return (
    <Link
      href={`/${environment}/account#quotas`}
      className={clsx("meta inline-flex items-center gap-1.5 hover:underline", standing === "over" ? "broken" : tight && "person")}
      title={`Quota of ${project}`}
    >
      {tight && <Icon name="warning" size="sm" />}
      {usedOf(what, used, allowed)} {resourceWord(what)}
      {data && data.length > 1 && `, ${project}`}
    </Link>
  );
}
