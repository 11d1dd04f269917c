import { Prose } from "@/components/ui/prose";
import { Why } from "@/components/ui/why";
import type { ServiceView, StackView } from "@/lib/core/views";
import { driftTitle } from "@/lib/format/drift-sentences";
import { count, nameList } from "@/lib/format/names";

const URGENCY: ServiceView["state"][] = [
  "removing",
  "error",
  "rolling-back",
  "finishing-upgrade",
  "upgrading",
  "paused",
  "upgraded",
  "deactivating",
  "restarting",
  "activating",
];

/** The service that gives the stack its state: the one whose cause is worth the one sentence. */
export function tellingService(services: readonly ServiceView[]): ServiceView | null {
  const broken = services.find(({ why, state }) => why.kind === "problem" && state !== "upgraded");
  if (broken) return broken;
  for (const state of URGENCY) {
    const found = services.find((service) => service.state === state);
    if (found) return found;
  }
  return null;
}

/** One sentence for the whole stack: that all is well, or the cause of the service that is not. */
export function StackWhy({ stack }: { stack: StackView }) {
  const service = tellingService(stack.services);
  if (service)
    return (
      <>
        <span className="mono strong">{service.name}</span>: <Why why={service.why} view={service} />
      </>
    );
  const stopped = stack.services.filter(({ state }) => state === "inactive").map(({ name }) => name);
  if (stack.services.length === 0) return stack.revision === 0 ? "Empty: it waits for its first compose file." : "No services yet.";
  if (stopped.length === stack.services.length) return "Stopped. Volumes, settings and addresses stay.";
  if (stopped.length > 0) return <Prose>{`${nameList(stopped)} ${stopped.length === 1 ? "is" : "are"} stopped; the rest runs.`}</Prose>;
  const drifted = stack.services.filter(({ drift }) => drift).map(({ name }) => name);
  if (drifted.length > 0) return <Prose>{`${driftTitle(drifted)}.`}</Prose>;
  return `${count(stack.services.length, "service")}, all as they should be.`;
}
