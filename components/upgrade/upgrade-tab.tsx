"use client";
import type { useVerbs } from "@/lib/client/stack-actions";
import type { ServiceView, StackView } from "@/lib/core/views";
import { Commands } from "./commands";
import { CompareTable } from "./compare-table";
import { UpgradeHistory } from "./upgrade-history";
import { UpgradePanel } from "./upgrade-panel";
import { WhatChanged } from "./what-changed";

export interface UpgradeTabProps {
  stack: StackView;
  service: ServiceView;
  verbs: ReturnType<typeof useVerbs>;
}

/** While it runs: where it is. Once all are replaced: is the new one good? */
export function UpgradeTab({ stack, service, verbs }: UpgradeTabProps) {
  return (
    <>
      <UpgradePanel stack={stack} service={service} verbs={verbs} />
      <CompareTable stack={stack} service={service} />
      <div className="two">
        <div className="grid gap-5">
          <WhatChanged stack={stack} service={service} />
          <Commands stack={stack.name} service={service} />
        </div>
        <UpgradeHistory stack={stack} service={service} />
      </div>
    </>
  );
}
