"use client";
import { useState } from "react";
import { Age, Day } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Tag } from "@/components/ui/small";
import { type Column, Table } from "@/components/ui/table";
import { AskInPlace } from "@/components/ui/two-step";
import { useNow } from "@/lib/client/now";
import { useRevokeToken } from "@/lib/client/token-actions";
import type { ApiTokenView, TokenScope } from "@/lib/core/api-tokens";

const COLUMNS: readonly Column[] = [
  { head: "Token" },
  { head: "May", width: "w-[170px]" },
  { head: "Last used", width: "w-[190px]" },
  { head: "Ends", width: "w-[110px]" },
  { head: "Actions", width: "w-[300px]", unseen: true },
];

const WORDS: Record<TokenScope, string> = { read: "read", deploy: "deploy", exec: "run commands" };

export function TokenTable({ tokens }: { tokens: ApiTokenView[] }) {
  return (
    <Table label="API tokens" columns={COLUMNS} className="table-plain">
      {tokens.map((token) => (
        <TokenRow key={token.id} token={token} />
      ))}
    </Table>
  );
}

function TokenRow({ token }: { token: ApiTokenView }) {
  const [asking, setAsking] = useState(false);
  const revoke = useRevokeToken();
  const now = useNow();
  const expired = token.expiresAt <= now;
  return (
    <tr>
      <td className="c-wide">
        <div className="row">
          <span className="strong truncate">{token.name}</span>
          {expired && <Tag>expired</Tag>}
        </div>
        <p className="meta">
          {token.only ? <span className="mono">{`${token.only.environment}/${token.only.stack}`}</span> : "all I may reach"}, made <Age at={token.createdAt} />
        </p>
        {revoke.error && <ProblemCallout problem={revoke.error.problem} className="my-2" />}
      </td>
      <td className="ink-2">
        <span className="only-narrow">may </span>
        {token.scopes.map((scope) => WORDS[scope]).join(", ")}
      </td>
      <td className="ink-2">
        <span className="only-narrow">last used </span>
        {token.lastUsedAt === null ? (
          "never"
        ) : (
          <>
            <Age at={token.lastUsedAt} />
            {token.lastUsedAddress && <span className="mono"> {token.lastUsedAddress}</span>}
          </>
        )}
      </td>
      <td className="ink-2">
        <span className="only-narrow">{expired ? "ended " : "ends "}</span>
        <Day at={token.expiresAt} />
      </td>
      <td className="c-act">
        {asking ? (
          <AskInPlace
            label={`Revoke ${token.name}`}
            size="sm"
            step={{ question: "Revoke for good?", keep: "Keep it", go: "Revoke" }}
            onKeep={() => setAsking(false)}
            onGo={() => revoke.mutateAsync({ tokenId: token.id })}
          />
        ) : (
          <Button size="sm" variant="ghost" onClick={() => setAsking(true)} aria-label={`Revoke ${token.name}`}>
            Revoke
          </Button>
        )}
      </td>
    </tr>
  );
}
