"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { SkeletonTable } from "@/components/ui/skeleton";
import { type Column, Table } from "@/components/ui/table";
import { secretsQuery } from "@/lib/client/queries";
import { problemOf } from "@/lib/core/errors";
import type { SecretList } from "@/lib/core/secrets";
import { count } from "@/lib/format/names";
import { SecretRow } from "./secret-row";
import { WriteSecret, type WriteSecretProps } from "./write-secret";

const COLUMNS: readonly Column[] = [
  { head: "Secret" },
  { head: "Stack", width: "w-[170px]" },
  { head: "Used by", width: "w-[200px]" },
  { head: "Changed", width: "w-[170px]" },
  { head: "Actions", width: "w-[270px]", unseen: true },
];

type Writing = Pick<WriteSecretProps, "secret" | "stack">;

/** What one has, who uses it, and how old it is. No text is ever shown. `newFor`: opens with a new one for this stack. */
export function SecretsPage({ environment, newFor }: { environment: string; newFor: string | null }) {
  const { data, error } = useQuery(secretsQuery(environment));
  const [writing, setWriting] = useState<Writing | null>(newFor !== null && data?.writable.includes(newFor) ? { secret: null, stack: newFor } : null);
  return (
    <main className="content">
      <div className="page-head">
        <div>
          <h1>Secrets</h1>
          <p>Passwords and keys of the stacks in {environment}. Containers read them as files; nobody reads them here.</p>
        </div>
        <span className="spacer" />
        {data && data.writable.length > 0 && !writing && (
          <Button variant="primary" icon="plus" onClick={() => setWriting({ secret: null, stack: null })}>
            New secret
          </Button>
        )}
      </div>
      {writing && data && (
        <WriteSecret
          key={writing.secret ? `${writing.secret.stack}/${writing.secret.name}` : "new"}
          environment={environment}
          secret={writing.secret}
          stack={writing.stack}
          stacks={data.writable}
          onDone={() => setWriting(null)}
        />
      )}
      {error && <ProblemCallout problem={problemOf(error)} />}
      {data === undefined && !error && <SkeletonTable rows={4} columns={["120px", "90px", "90px"]} label="Secrets are loading" />}
      {data && <List environment={environment} data={data} writing={writing} onReplace={(secret) => setWriting({ secret, stack: secret.stack })} />}
    </main>
  );
}

function List({
  environment,
  data: { secrets, writable },
  writing,
  onReplace,
}: {
  environment: string;
  data: SecretList;
  writing: Writing | null;
  onReplace: (secret: { stack: string; name: string }) => void;
}) {
  if (secrets.length === 0)
    return writing ? null : (
      <EmptyState
        icon="key"
        title="No secrets yet"
        actions={writable.length === 0 ? <ButtonLink href={`/${encodeURIComponent(environment)}/stacks/new`}>New stack</ButtonLink> : undefined}
      >
        Declare one in a compose file,{" "}
        <span className="mono">
          secrets: {"{"}db-password: {"{"}external: true{"}}"}
        </span>
        , and the editor asks for its text. Or make one here first.
      </EmptyState>
    );
  return (
    <Table label="Secrets" columns={COLUMNS} className="table-plain" foot={count(secrets.length, "secret")}>
      {secrets.map((secret) => (
        <SecretRow key={`${secret.stack}/${secret.name}`} environment={environment} secret={secret} onReplace={() => onReplace(secret)} />
      ))}
    </Table>
  );
}
