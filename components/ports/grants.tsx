"use client";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import { AskInPlace } from "@/components/ui/two-step";
import { useGrantPorts } from "@/lib/client/quota-actions";
import { type PortGrant, rangesInWords } from "@/lib/core/policy";
import { GrantForm } from "./grant-form";

/** Ports beside the pool, and the projects whose files may name them. */
export function Grants({ environment, grants, mayChange }: { environment: string; grants: PortGrant[]; mayChange: boolean }) {
  const [adding, setAdding] = useState(false);
  return (
    <Card title="Granted beside the pool" meta={grants.length > 0 ? grants.length : undefined}>
      {grants.length === 0 && !adding && (
        <p className="ink-2">None. A project that must answer on a port of its own, such as 80 for the portal, gets it here; nobody else may name it.</p>
      )}
      {grants.length > 0 && (
        <ul className="grid gap-3">
          {grants.map((grant) => (
            <Grant key={`${grant.from} ${grant.to} ${grant.projects.join()}`} environment={environment} grant={grant} mayChange={mayChange} />
          ))}
        </ul>
      )}
      {mayChange &&
        (adding ? (
          <GrantForm environment={environment} onClose={() => setAdding(false)} />
        ) : (
          <Button className="mt-4" icon="plus" onClick={() => setAdding(true)}>
            Grant ports
          </Button>
        ))}
    </Card>
  );
}

function Grant({ environment, grant, mayChange }: { environment: string; grant: PortGrant; mayChange: boolean }) {
  const [asking, setAsking] = useState(false);
  const change = useGrantPorts(environment);
  const ports = rangesInWords([grant]);
  return (
    <li>
      <div className="row flex-wrap">
        <Icon name="warning" size="sm" className="broken" />
        <span className="mono font-medium">{ports}</span>
        <span>{grant.projects.join(", ")}</span>
        <span className="meta min-w-0 flex-1 truncate" title={grant.reason}>
          {grant.reason}
        </span>
        {mayChange && !asking && (
          <Button size="sm" variant="ghost" aria-label={`Take back ${ports} from ${grant.projects.join(", ")}`} onClick={() => setAsking(true)}>
            Take back
          </Button>
        )}
      </div>
      {asking && (
        <AskInPlace
          label={`Take back ${ports}`}
          size="sm"
          step={{ question: "What holds it goes on running; the next deploy may not name it.", keep: "Not now", go: "Take back" }}
          onKeep={() => setAsking(false)}
          onGo={() => change.mutateAsync({ environment, grant, revoke: true })}
        />
      )}
      {change.error && <ProblemCallout problem={change.error.problem} className="mt-2" />}
    </li>
  );
}
