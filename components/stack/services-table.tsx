"use client";
import Link from "next/link";
import { DriftMark } from "@/components/service/drift-mark";
import { Endpoints } from "@/components/service/endpoints";
import { OutsideMark } from "@/components/service/outside-mark";
import { ButtonLink } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-button";
import { EmptyState } from "@/components/ui/empty-state";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { Running } from "@/components/ui/running";
import { Tag } from "@/components/ui/small";
import { Health, StateChip } from "@/components/ui/state-chip";
import { useVerbs, type Verb } from "@/lib/client/stack-actions";
import type { Action } from "@/lib/core/lifecycle";
import type { ServiceView, StackView } from "@/lib/core/views";
import { command } from "@/lib/format/command";
import { shortImage } from "@/lib/format/names";
import { actionWord } from "@/lib/format/sentences";
import { blockOf, shownActions } from "./lifecycle-buttons";

/** One row a service, always in the same order: rows never move under the pointer. */
export function ServicesTable({ stack }: { stack: StackView }) {
  if (stack.services.length === 0)
    return (
      <EmptyState
        icon="box"
        title="An empty stack"
        actions={
          <ButtonLink variant="primary" href={`/${stack.environment}/stacks/${stack.name}?tab=compose`}>
            Write the compose file
          </ButtonLink>
        }
      >
        It has a name and an owner, and nothing runs. Its first compose file makes the services, networks and volumes; until then it can wait or be removed.
      </EmptyState>
    );
  return (
    <div className="table-wrap">
      <table className="table" aria-label="Services">
        <colgroup>
          <col />
          <col className="w-[150px]" />
          <col className="w-[130px]" />
          <col className="w-[128px]" />
          <col className="w-[216px]" />
          <col className="w-[48px]" />
        </colgroup>
        <thead>
          <tr>
            <th scope="col">Service</th>
            <th scope="col">State</th>
            <th scope="col">Health</th>
            <th scope="col">Running</th>
            <th scope="col">Endpoints</th>
            <th scope="col">
              <span className="sr-only">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {stack.services.map((service) => (
            <ServiceRow key={service.id} stack={stack} service={service} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ServiceRow({ stack, service }: { stack: StackView; service: ServiceView }) {
  const address = `/${stack.environment}/stacks/${stack.name}/services/${service.name}`;
  const verbs = useVerbs({ environment: stack.environment, stack: stack.name, service: service.name });
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
      <td className="c-state">
        <StateChip state={service.state} />
      </td>
      <td className="c-health">
        <Health health={service.health} />
      </td>
      <td className="c-run">
        <Running running={service.running} wanted={service.wanted} oldKept={service.oldKept} />
      </td>
      <td className={`c-end${service.endpoints.length === 0 ? " is-none" : ""}`}>
        <Endpoints endpoints={service.endpoints} most={1} />
      </td>
      <td className="c-k">
        <Menu label={`Actions for ${service.name}`} entries={() => rowEntries(stack, service, address, (verb) => void verbs.run(verb).catch(() => {}))} />
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
