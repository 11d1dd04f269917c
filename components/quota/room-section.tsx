"use client";
import { useQuery } from "@tanstack/react-query";
import { Callout } from "@/components/ui/callout";
import { ownQuotasQuery } from "@/lib/client/queries";
import type { RoomView } from "@/lib/core/quota";
import { excessInWords } from "@/lib/format/quota";
import { QuotaMeters } from "./quota-meters";

/** Beside a text: what its project would hold once it is deployed, and what is too little for it. */
export function RoomSection({ room }: { room: RoomView }) {
  return (
    <section className="side-sec" aria-label="Quota">
      <div className="side-head">
        <h2>Quota</h2>
        <span className="meta truncate">{room.project}, after this change</span>
      </div>
      {room.over.length > 0 && (
        <Callout tone="broken" title="This does not fit" className="mb-3">
          {`${room.over.map(excessInWords).join(" ")} Make it smaller, free something, or ask an administrator for more.`}
        </Callout>
      )}
      <QuotaMeters used={room.used} after={room.after} allowed={room.allowed} narrow />
    </section>
  );
}

/** Before there is a text: what is left for a new stack in the project it goes to. */
export function OwnRoom({ environment, project }: { environment: string; project: string | null }) {
  const { data } = useQuery(ownQuotasQuery(environment));
  const own = data?.find((one) => (project === null ? one.personal : one.project === project));
  if (!own) return null;
  return (
    <section className="side-sec" aria-label="Quota">
      <div className="side-head">
        <h2>Quota</h2>
        <span className="meta truncate">{own.project}, as it is now</span>
      </div>
      <QuotaMeters used={own.used} allowed={own.allowed} narrow />
    </section>
  );
}
