"use client";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "next/navigation";
import { useState } from "react";
import { Button, ButtonLink } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { SkeletonTable } from "@/components/ui/skeleton";
import { tokensQuery } from "@/lib/client/token-actions";
import { problemOf } from "@/lib/core/errors";
import { NewToken } from "./new-token";
import { ShownToken } from "./shown-token";
import { TokenTable } from "./token-table";

/** What programs come with in one's name. The text of a new one is here until one says that it is kept. */
export function ApiTokens() {
  const { environment } = useParams<{ environment: string }>();
  const { data, error } = useQuery(tokensQuery());
  const [adding, setAdding] = useState(false);
  const [made, setMade] = useState<{ text: string; name: string } | null>(null);
  const begin = () => {
    setMade(null);
    setAdding(true);
  };
  return (
    <section className="api-tokens" aria-labelledby="api-tokens">
      <div className="section-head">
        <h2 id="api-tokens">API tokens</h2>
        {data && data.length > 0 && <span className="n">{data.length}</span>}
        <span className="spacer" />
        <ButtonLink href={`/${environment}/account/api`} variant="ghost">
          Deploy from CI
        </ButtonLink>
        {!adding && data && data.length > 0 && (
          <Button icon="plus" onClick={begin}>
            New token
          </Button>
        )}
      </div>
      {made && <ShownToken text={made.text} name={made.name} onDone={() => setMade(null)} />}
      {adding && (
        <NewToken
          environment={decodeURIComponent(environment)}
          onCancel={() => setAdding(false)}
          onMade={(token) => {
            setAdding(false);
            setMade(token);
          }}
        />
      )}
      {error && <ProblemCallout problem={problemOf(error)} />}
      {data === undefined && !error && <SkeletonTable rows={2} columns={["120px", "90px", "90px"]} label="Tokens are loading" />}
      {data?.length === 0 && !adding && !made && (
        <EmptyState
          icon="key"
          title="No tokens yet"
          actions={
            <Button icon="plus" onClick={begin}>
              New token
            </Button>
          }
        >
          A token lets CI or a script deploy and watch your stacks, and nothing else: not your account, not other people's stacks. It always has an end.
        </EmptyState>
      )}
      {data && data.length > 0 && <TokenTable tokens={data} />}
    </section>
  );
}
