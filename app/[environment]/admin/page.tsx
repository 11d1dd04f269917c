import { HydrationBoundary } from "@tanstack/react-query";
import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AdminPage } from "@/components/admin/admin-page";
import { dehydrated } from "@/lib/client/dehydrated";
import { keys } from "@/lib/client/queries";
import { loadActor, loadUsers } from "@/lib/loaders/people";

export const metadata: Metadata = { title: "Admin" };

interface Props {
  params: Promise<{ environment: string }>;
  searchParams: Promise<{ tab?: string | string[] }>;
}

export default async function Admin({ params, searchParams }: Props) {
  const actor = await loadActor();
  if (actor.role !== "admin") notFound();
  const users = await loadUsers();
  const tab = (await searchParams).tab === "engine" ? "engine" : "users";
  return (
    <HydrationBoundary state={dehydrated([[keys.users, users]])}>
      <AdminPage environment={decodeURIComponent((await params).environment)} tab={tab} actor={actor} />
    </HydrationBoundary>
  );
}
