"use client";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useState } from "react";
import { Watch } from "@/components/notices/watch";
import { Endpoints } from "@/components/service/endpoints";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-button";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import { Prose } from "@/components/ui/prose";
import { Running } from "@/components/ui/running";
import { Health, StateChip } from "@/components/ui/state-chip";
import { late } from "@/lib/client/late";
import type { useVerbs } from "@/lib/client/stack-actions";
import type { StackView } from "@/lib/core/views";
import { command } from "@/lib/format/command";
import { roleWord } from "@/lib/format/right-words";
import { lastChangeTitle } from "@/lib/format/sentences";
import { ExportMenu } from "./export-menu";
import { lackOf } from "./lacking";
import { BlockedNote, blockOf, LifecycleButtons } from "./lifecycle-buttons";
import { StackWhy } from "./stack-why";

const RemoveDialog = late(() => import("./remove-dialog").then((part) => part.RemoveDialog));

/** What the stack is, how it is, and what one can do with it. */
export function StackHead({ stack, tab, verbs }: { stack: StackView; tab: string; verbs: ReturnType<typeof useVerbs> }) {
  const router = useRouter();
  const [removing, setRemoving] = useState(false);
  const address = `/${stack.environment}/stacks/${stack.name}`;
  // Nothing to start, stop or upgrade: the one next step stands in the middle of the page.
  const isEmpty = stack.revision === 0;
  return (
    <>
      <div className="svc-head">
        <div className="min-w-0 max-w-full">
          <div className="svc-title">
            <h1 className="[overflow-wrap:anywhere]">{stack.name}</h1>
            <StateChip state={stack.state} />
            <Health health={stack.health} />
          </div>
          <p className="svc-why">
            <StackWhy stack={stack} />
          </p>
          <Facts stack={stack} />
          {!isEmpty && <BlockedNote actions={stack.actions} also={["upgrade", "remove"]} />}
        </div>
        <span className="spacer" />
        <div className="actions row flex-none max-mid:flex-wrap max-mid:justify-end max-narrow:justify-start">
          {!isEmpty && (
            <LifecycleButtons actions={stack.actions} pending={verbs.pending} onRun={verbs.press} elsewhere={tab === "services" ? ["resume"] : []} />
          )}
          <Watch environment={stack.environment} stack={stack.name} />
          <ExportMenu
            environment={stack.environment}
            stack={stack.name}
            empty={stack.revision === 0}
            blocked={lackOf(stack, "file.read")}
            outside={stack.services.flatMap(({ name, outside }) => (outside === undefined ? [] : [name]))}
          />
          <Button variant="ghost" blocked={blockOf(stack.actions.remove)} onClick={() => setRemoving(true)}>
            Remove
          </Button>
          {tab !== "compose" && !isEmpty && (
            <Button blocked={blockOf(stack.actions.upgrade)} onClick={() => router.push(`${address}?tab=compose`)}>
              Upgrade
            </Button>
          )}
          <Menu label={`More for ${stack.name}`} entries={() => [cloneEntry(stack), transferEntry(stack), "separator", ...commandEntries(stack)]} />
        </div>
      </div>
      {removing && <RemoveDialog stack={stack} service={null} onClose={() => setRemoving(false)} />}
    </>
  );
}

function Facts({ stack }: { stack: StackView }) {
  const change = stack.lastChange;
  return (
    <div className="facts">
      <span>
        <span>
          <Running running={stack.running} wanted={stack.wanted} /> running{stack.oldKept > 0 && `, ${stack.oldKept} old kept`}
        </span>
      </span>
      {stack.endpoints.length > 0 && (
        <span>
          <Icon name="globe" />
          <Endpoints endpoints={stack.endpoints} />
        </span>
      )}
      <span>
        <Icon name="history" />
        {stack.revision === 0 ? "No revision yet" : `Revision ${stack.revision}`}
        {stack.confirmedRevision !== stack.revision && `, ${stack.confirmedRevision} is confirmed`}
      </span>
      {change && (
        <span>
          <Icon name="activity" />
          <span>
            <Prose>{lastChangeTitle(change)}</Prose> by {change.actor}, <Age at={change.at} />
          </span>
        </span>
      )}
      <span>
        <Icon name="user" />
        <span>
          <Link className="link underline underline-offset-2" href={`/${stack.environment}/projects/${stack.project}`}>
            {stack.project}
          </Link>
          {stack.project !== stack.owner && `, ${stack.owner}`}
          {stack.as && `, seen as ${roleWord(stack.as)}`}
        </span>
      </span>
    </div>
  );
}

const cloneEntry = (stack: StackView) => ({
  id: "clone",
  icon: "copy" as const,
  label: "Clone",
  href: `/${stack.environment}/stacks/new?clone=${encodeURIComponent(stack.name)}`,
  blocked: lackOf(stack, "file.read"),
});

const transferEntry = (stack: StackView) => ({
  id: "transfer",
  icon: "users" as const,
  label: "Hand to another project",
  href: `/${stack.environment}/stacks/${stack.name}?tab=access`,
  blocked: lackOf(stack, "stack.transfer"),
});

/** For those who come from the `rancher` command line. */
function commandEntries(stack: StackView) {
  const at = { stack: stack.name, service: null, services: stack.services.map(({ name }) => name) };
  const copy = (id: "upgrade" | "confirm" | "roll-back" | "restart" | "stop" | "logs", word: string) => ({
    id,
    icon: "copy" as const,
    label: `Copy “${word}” as command`,
    onSelect: () => void copyText(command(id, at)),
  });
  return [
    copy("upgrade", "Upgrade"),
    copy("confirm", "Confirm upgrade"),
    copy("roll-back", "Roll back"),
    copy("restart", "Restart"),
    copy("stop", "Stop"),
    copy("logs", "Logs"),
  ];
}
