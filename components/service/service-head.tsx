"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { BlockedNote, blockOf, LifecycleButtons } from "@/components/stack/lifecycle-buttons";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-button";
import { Icon } from "@/components/ui/icon";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { Health, StateChip } from "@/components/ui/state-chip";
import { Why } from "@/components/ui/why";
import { late } from "@/lib/client/late";
import type { useVerbs } from "@/lib/client/stack-actions";
import type { ServiceView, StackView } from "@/lib/core/views";
import { type CommandAction, command } from "@/lib/format/command";
import { shortId } from "@/lib/format/names";
import { Endpoints } from "./endpoints";
import { OutsideMark } from "./outside-mark";
import type { ServiceTab } from "./service-tab";

const RemoveDialog = late(() => import("@/components/stack/remove-dialog").then((part) => part.RemoveDialog));

export interface ServiceHeadProps {
  /** The Upgrade tab says how it stands, with its evidence, and has its own Pause and Resume. */
  tab: ServiceTab;
  stack: StackView;
  service: ServiceView;
  verbs: ReturnType<typeof useVerbs>;
}

/** Is it healthy, why is it as it is, and what can one do with it. */
export function ServiceHead({ stack, service, verbs, tab }: ServiceHeadProps) {
  const router = useRouter();
  const [removing, setRemoving] = useState(false);
  const address = `/${stack.environment}/stacks/${stack.name}`;
  return (
    <>
      <div className="svc-head">
        <div className="min-w-0 max-w-full">
          <div className="svc-title">
            <h1 className="[overflow-wrap:anywhere]">{service.name}</h1>
            <StateChip state={service.state} />
            <Health health={service.health} />
            <OutsideMark outside={service.outside} />
          </div>
          {tab !== "upgrade" && (
            <p className="svc-why">
              <Why why={service.why} view={service} />
            </p>
          )}
          <Facts stack={stack} service={service} />
          <BlockedNote actions={service.actions} also={["upgrade", "remove"]} />
        </div>
        <span className="spacer" />
        <div className="actions row flex-none max-mid:flex-wrap max-mid:justify-end max-narrow:justify-start">
          <LifecycleButtons
            actions={service.actions}
            pending={verbs.pending}
            onRun={verbs.press}
            elsewhere={tab === "logs" || tab === "shell" ? [] : ["pause", "resume"]}
          />
          <Button variant="ghost" blocked={blockOf(service.actions.remove)} onClick={() => setRemoving(true)}>
            Remove
          </Button>
          <Button blocked={blockOf(service.actions.upgrade)} onClick={() => router.push(`${address}?tab=compose`)}>
            Upgrade
          </Button>
          <Menu label={`More for ${service.name}`} entries={() => commandEntries(stack, service)} />
        </div>
      </div>
      {removing && <RemoveDialog stack={stack} service={service} onClose={() => setRemoving(false)} />}
    </>
  );
}

function Facts({ stack, service }: { stack: StackView; service: ServiceView }) {
  const { target } = service;
  const change = stack.lastChange;
  const kept = service.oldKept > 0 ? `, ${service.oldKept} old kept` : "";
  return (
    <div className="facts">
      <span>
        {service.running} running of {service.wanted} wanted{kept}
      </span>
      <Group stack={stack} service={service} />
      {service.endpoints.length > 0 && (
        <span>
          <Icon name="globe" />
          <Endpoints endpoints={service.endpoints} />
        </span>
      )}
      <span title={target?.digest ?? target?.imageId ?? undefined}>
        <Icon name="box" />
        <span className="mono truncate">{service.image}</span>
        {target?.imageId && <span className="mono ink-3">{shortId(target.digest?.split("@").at(-1) ?? target.imageId)}</span>}
      </span>
      {target && (
        <span>
          <Icon name="history" />
          <span>
            Revision {target.revision}
            {change && madeRevision(change, service) ? ` by ${change.actor}` : ""}, <Age at={target.since} />
          </span>
        </span>
      )}
    </div>
  );
}

/** Whom it lives and upgrades with. */
function Group({ stack, service }: { stack: StackView; service: ServiceView }) {
  const sidekicks = stack.services.filter((other) => other.sidekickOf === service.name);
  const others = service.sidekickOf ? [service.sidekickOf] : sidekicks.map(({ name }) => name);
  if (others.length === 0) return null;
  return (
    <span>
      {service.sidekickOf ? "Sidekick of" : sidekicks.length === 1 ? "Sidekick" : "Sidekicks"}
      {others.map((name) => (
        <Link key={name} className="link" href={`/${stack.environment}/stacks/${stack.name}/services/${name}`}>
          {name}
        </Link>
      ))}
    </span>
  );
}

/** The last change is the one that brought this revision, so its author is known. */
const madeRevision = (change: NonNullable<StackView["lastChange"]>, { name }: ServiceView): boolean =>
  (change.kind === "deploy" || change.kind === "upgrade") && (change.service === null || change.service === name);

/** For those who come from the `rancher` command line. */
function commandEntries(stack: StackView, service: ServiceView): MenuEntry[] {
  const at = { stack: stack.name, service: service.name, number: service.scale.value };
  const copy = (action: CommandAction, word: string): MenuEntry => ({
    id: action,
    icon: "copy",
    label: `Copy “${word}” as command`,
    onSelect: () => void copyText(command(action, at)),
  });
  return [
    copy("restart", "Restart"),
    copy("stop", "Stop"),
    copy("start", "Start"),
    copy("scale", "Scale"),
    copy("upgrade", "Upgrade"),
    copy("logs", "Logs"),
    copy("shell", "Shell"),
    copy("remove", "Remove"),
  ];
}
