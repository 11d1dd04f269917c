"use client";
import { can } from "@/lib/core/access";
import type { ActorView } from "@/lib/core/people";
import { AuditList } from "./audit-list";
import { VerifyCard } from "./verify-card";

/** The whole log, for auditors and administrators. */
export function AuditTab({ actor }: { actor: ActorView }) {
  return (
    <>
      {can(actor, "audit.read", null) && <VerifyCard />}
      <AuditList book={{ of: "all" }} empty="Who did what, on what and from where will stand here, each row chained to the one before it." />
    </>
  );
}
