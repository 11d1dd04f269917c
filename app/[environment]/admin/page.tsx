import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AdminPage } from "@/components/admin/admin-page";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadActor, loadUsers } from "@/lib/loaders/people";
import { loadPolicy } from "@/lib/loaders/policy";

const TABS = ["users", "policy", "engine"] as const;

export const metadata: Metadata = { title: "Admin" };

interface Props {
  params: Promise<{ environment: string }>;
  searchParams: Promise<{ tab?: string | string[] }>;
}

export default async function Admin({ params, searchParams }: Props) {
  const actor = await loadActor();
  if (actor.role !== "admin") notFound();
  const environment = decodeURIComponent((await params).environment);
  const asked = (await searchParams).tab;
  const tab = TABS.find((one) => one === asked) ?? "users";
  const [users, policy] = await Promise.all([loadUsers(), tab === "policy" ? loadPolicy(environment) : null]);
  return (
    <HydrationBoundary state={dehydrated([[keys.users, users], ...(policy ? [[keys.policy(environment), policy] as const] : [])])}>
      <AdminPage environment={environment} tab={tab} actor={actor} />
    </HydrationBoundary>
  );
}
