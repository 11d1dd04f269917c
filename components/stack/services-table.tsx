"use client";
import { clsx } from "clsx";
import Link from "next/link";
import { DriftMark } from "@/components/service/drift-mark";
import { OutsideMark } from "@/components/service/outside-mark";
import { StandingCells } from "@/components/service/standing-cells";
import { UsageOfAll } from "@/components/statistics/usage-cell";
import { FeedProvider, useFeed } from "@/components/statistics/use-feed";
import { Button, ButtonLink } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { Tag } from "@/components/ui/small";
import { type Column, Table } from "@/components/ui/table";
import { useVerbs, type Verb } from "@/lib/client/stack-actions";
import type { Action } from "@/lib/core/lifecycle";
import type { ServiceView, StackView } from "@/lib/core/views";
import { command } from "@/lib/format/command";
import { shortImage } from "@/lib/format/names";
import { actionWord } from "@/lib/format/sentences";
import { lackOf } from "./lacking";
import { blockOf, shownActions } from "./lifecycle-buttons";

const COLUMNS: readonly Column[] = [
  { head: "Service" },
  { head: "State", width: "w-[150px]" },
  { head: "Health", width: "w-[130px]" },
  { head: "Running", width: "w-[128px]" },
  { head: "Usage", width: "w-usage" },
  { head: "Endpoints", width: "w-end", roomy: true },
  { head: "Actions", width: "w-[48px]", unseen: true },
];

/** One row a service, always in the same order: rows never move under the pointer. */
export function ServicesTable({ stack }: { stack: StackView }) {
  const feed = useFeed(stack.services.length === 0 ? null : { kind: "statistics", environment: stack.environment, stack: stack.name, service: null });
  if (stack.services.length === 0)
    return (
      <EmptyState
        icon="box"
        title="An empty stack"
        actions={
          lackOf(stack, "stack.deploy") === null ? (
            <>
              <ButtonLink variant="primary" href={`/${stack.environment}/stacks/${stack.name}?tab=compose`}>
                Write the compose file
              </ButtonLink>
              <ButtonLink href={`/${stack.environment}/secrets?stack=${stack.name}`}>Add a secret</ButtonLink>
            </>
          ) : (
            <Button blocked={lackOf(stack, "stack.deploy")}>Write the compose file</Button>
          )
        }
      >
        It has a name and an owner, and nothing runs. Its first compose file makes the services, networks and volumes; until then it can wait, get its secrets,
        or be removed.
      </EmptyState>
    );
  return (
    <FeedProvider feed={feed}>
      <Table label="Services" columns={COLUMNS}>
        {stack.services.map((service) => (
          <ServiceRow key={service.id} stack={stack} service={service} />
        ))}
      </Table>
    </FeedProvider>
  );
}

function ServiceRow({ stack, service }: { stack: StackView; service: ServiceView }) {
  const address = `/${stack.environment}/stacks/${stack.name}/services/${service.name}`;
  const verbs = useVerbs({ environment: stack.environment, stack: stack.name, service: service.name });
  const running = service.containers.filter(({ state }) => state === "running").map(({ id }) => id);
  return (
    <tr className={service.sidekickOf ? "is-nested" : undefined}>
      <td className="c-name">
        <span className={service.sidekickOf ? "name pl-4" : "name"}>
          <Link href={address}>{service.name}</Link>
          {service.sidekickOf && <Tag>sidekick</Tag>}
          <OutsideMark outside={service.outside} />
          <span className="meta mono truncate" title={service.image}>
            {shortImage(service.image)}
          </span>
          <DriftMark drift={service.drift} />
        </span>
      </td>
      <StandingCells of={service} roomyEnd>
        <td className={clsx("c-use ink-2", running.length === 0 && "max-narrow:!hidden")}>
          <UsageOfAll containers={running} />
        </td>
      </StandingCells>
      <td className="c-k">
        <Menu label={`Actions for ${service.name}`} entries={() => rowEntries(stack, service, address, verbs.press)} />
      </td>
    </tr>
  );
}

function rowEntries(stack: StackView, service: ServiceView, address: string, run: (verb: Verb) => void): MenuEntry[] {
  const icons: Partial<Record<Action, "play" | "restart" | "stop" | "pause-bars">> = {
    start: "play",
    restart: "restart",
    stop: "stop",
    pause: "pause-bars",
    resume: "play",
  };
  return [
    ...shownActions(service.actions).map((action) => ({
      id: action,
      label: actionWord(action),
      icon: icons[action],
      blocked: blockOf(service.actions[action]),
      onSelect: () => run(action),
    })),
    { id: "upgrade", label: "Upgrade", icon: "up-circle", href: `/${stack.environment}/stacks/${stack.name}?tab=compose` },
    "separator",
    { id: "logs", label: "Logs", icon: "logs", href: `${address}?tab=logs` },
    { id: "shell", label: "Open a shell", icon: "shell", href: `${address}?tab=shell` },
    { id: "copy", label: "Copy as command", icon: "copy", onSelect: () => void copyText(command("restart", { stack: stack.name, service: service.name })) },
  ];
}
