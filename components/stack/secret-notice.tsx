"use client";
import { useRouter } from "next/navigation";
import { Button } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Prose } from "@/components/ui/prose";
import { useRedeploy } from "@/lib/client/stack-actions";
import type { StackView } from "@/lib/core/views";
import { nameList } from "@/lib/format/names";
import { blockOf } from "./lifecycle-buttons";

/** A secret has a new text, and containers still have the one that they were made with. */
export function SecretNotice({ stack }: { stack: StackView }) {
  const router = useRouter();
  const redeploy = useRedeploy();
  const { environment, name, oldSecrets = [] } = stack;
  const services = [...new Set(oldSecrets.flatMap((secret) => secret.services))];
  const [service] = services;
  if (service === undefined) return null;
  const { upgrade } = stack.actions;
  const again = () => redeploy.mutate({ environment, stack: name, service, why: "secret" }, { onSuccess: () => router.push(`/${environment}/stacks/${name}`) });
  const names = nameList(oldSecrets.map((secret) => secret.name));
  return (
    <>
      {redeploy.error && <ProblemCallout problem={redeploy.error.problem} />}
      <Callout
        tone="person"
        icon="key"
        title={
          <Prose>{`${nameList(services)} ${services.length === 1 ? "has" : "have"} an older text of the ${oldSecrets.length === 1 ? "secret" : "secrets"} ${names}`}</Prose>
        }
        actions={
          <Button
            pending={redeploy.isPending}
            blocked={upgrade.allowed && upgrade.ask !== null ? "Decide on the upgrade first." : blockOf(upgrade)}
            onClick={again}
          >
            Redeploy
          </Button>
        }
      >
        Containers keep the text that they were made with. Redeploying is an upgrade with the new one; the old containers are kept until you confirm.
      </Callout>
    </>
  );
}
