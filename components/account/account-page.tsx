"use client";
import { AuditList } from "@/components/audit/audit-list";
import { AccountNotices } from "@/components/notices/account-notices";
import { OwnQuotas } from "@/components/quota/own-quotas";
import type { ActorView } from "@/lib/core/people";
import { roleWord } from "@/lib/format/right-words";
import { ApiTokens } from "./api-tokens";
import { Password } from "./password-form";
import { SecondFactor } from "./second-factor";
import { Sessions } from "./sessions";

export function AccountPage({ environment, actor }: { environment: string; actor: ActorView }) {
  return (
    <main className="content">
      <div className="page-head">
        <div>
          <h1>Account</h1>
          <p>
            Signed in as <span className="strong">{actor.username}</span>, {roleWord(actor.role)}.
          </p>
        </div>
      </div>
      <div className="two">
        <Sessions />
        <div className="account-side">
          <Password username={actor.username} />
          <SecondFactor />
        </div>
      </div>
      <div id="quotas" className="mt-5 scroll-mt-16">
        <OwnQuotas environment={environment} />
      </div>
      <AccountNotices />
      <ApiTokens />
      <h2 className="h2 mt-8 mb-3">What you did</h2>
      <AuditList book={{ of: "oneself" }} empty="What you do, and where from, is written down here." />
    </main>
  );
}
