"use client";
import Link from "next/link";
import { useState } from "react";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Icon } from "@/components/ui/icon";
import { AskInPlace } from "@/components/ui/two-step";
import { useRemoveSecret } from "@/lib/client/secret-actions";
import { useRedeploy } from "@/lib/client/stack-actions";
import { type SecretView, servicesBehind } from "@/lib/core/secrets";
import { bytes } from "@/lib/format/bytes";
import { nameList, plain } from "@/lib/format/names";

export function SecretRow({ environment, secret, onReplace }: { environment: string; secret: SecretView; onReplace: () => void }) {
  const { stack, name, version, usedBy } = secret;
  const remove = useRemoveSecret();
  const redeploy = useRedeploy();
  const behind = servicesBehind(secret);
  const problem = remove.error?.problem ?? redeploy.error?.problem;
  const address = `/${encodeURIComponent(environment)}/stacks/${encodeURIComponent(stack)}`;
  return (
    <tr>
      <td className="c-wide">
        <span className="mono strong break-all">{name}</span>
        <span className="meta block">
          version {version}, {bytes(secret.bytes)}
        </span>
        {problem && <ProblemCallout problem={problem} className="my-2" />}
      </td>
      <td>
        <Link className="link mono" href={address}>
          {stack}
        </Link>
      </td>
      <td className="ink-2">
        <Uses secret={secret} behind={behind} />
      </td>
      <td className="ink-2">
        <Age at={secret.changedAt} /> by {secret.author}
      </td>
      <td className="c-act">
        <Actions
          secret={secret}
          behind={behind}
          inUse={usedBy.length > 0}
          redeploying={redeploy.isPending}
          onRedeploy={() => redeploy.mutate({ environment, stack, service: behind[0] ?? "", why: "secret" })}
          onReplace={onReplace}
          onRemove={() => remove.mutateAsync({ environment, stack, name })}
        />
      </td>
    </tr>
  );
}

function Uses({ secret: { usedBy }, behind }: { secret: SecretView; behind: readonly string[] }) {
  const services = [...new Set(usedBy.map(({ service }) => service))];
  if (services.length === 0) return <>nobody</>;
  return (
    <>
      <span className="mono">{services.join(", ")}</span>
      {behind.length > 0 && (
        <span className="row gap-1 text-xs">
          <Icon name="warning" size="sm" className="person" />
          {behind.join(", ")} still {behind.length === 1 ? "has" : "have"} an older text
        </span>
      )}
    </>
  );
}

interface ActionsProps {
  secret: SecretView;
  behind: readonly string[];
  inUse: boolean;
  redeploying: boolean;
  onRedeploy: () => void;
  onReplace: () => void;
  onRemove: () => Promise<unknown>;
}

function Actions({ secret: { name, member }, behind, inUse, redeploying, onRedeploy, onReplace, onRemove }: ActionsProps) {
  const [asking, setAsking] = useState(false);
  const writes = member === "owner" || member === "maintainer";
  if (asking)
    return (
      <AskInPlace
        label={`Delete ${name}`}
        size="sm"
        variant="danger"
        step={{ question: "Its text is lost for good.", keep: "Keep it", go: "Delete" }}
        onKeep={() => setAsking(false)}
        onGo={onRemove}
      />
    );
  return (
    <span className="row justify-end">
      {writes && behind.length > 0 && (
        <Button size="sm" pending={redeploying} onClick={onRedeploy} title={plain(`An upgrade of ${nameList(behind)}, with its way back`)}>
          Redeploy {behind.length === 1 ? behind[0] : `${behind.length} services`}
        </Button>
      )}
      {writes && (
        <Button size="sm" variant="ghost" aria-label={`Replace ${name}`} onClick={onReplace}>
          Replace
        </Button>
      )}
      {(writes || member === null) && (
        <Button
          size="sm"
          variant="ghost"
          aria-label={`Delete ${name}`}
          blocked={inUse ? "Containers have it. Take it out of the compose file first." : null}
          onClick={() => setAsking(true)}
        >
          Delete
        </Button>
      )}
    </span>
  );
}
