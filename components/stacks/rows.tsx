"use client";
import Link from "next/link";
import { memo } from "react";
import { DriftMark } from "@/components/service/drift-mark";
import { OutsideMark } from "@/components/service/outside-mark";
import { StandingCells } from "@/components/service/standing-cells";
import { Age } from "@/components/ui/age";
import { Icon } from "@/components/ui/icon";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { Prose } from "@/components/ui/prose";
import { Tag } from "@/components/ui/small";
import { Why } from "@/components/ui/why";
import type { ServiceDrift } from "@/lib/core/derive-drift";
import type { LastChange, ServiceSummary, StackSummary } from "@/lib/core/views";
import { shortImage } from "@/lib/format/names";
import { lastChangeTitle } from "@/lib/format/sentences";

/** Of all its services together. */
function driftOf({ services }: StackSummary): ServiceDrift | undefined {
  const drifts = services.flatMap(({ drift }) => drift ?? []);
  const [first] = drifts;
  return first && { containers: drifts.flatMap(({ containers }) => containers), wayOut: first.wayOut };
}

interface Cells {
  menuOf: (stack: StackSummary, service: ServiceSummary | null) => MenuEntry[];
  /** For the virtual list: which row this is, and what measures it as it is drawn. */
  index: number;
  measure?: (row: HTMLTableRowElement | null) => void;
}

function Change({ change }: { change: LastChange }) {
  return (
    <>
      <Prose>{lastChangeTitle(change)}</Prose>{" "}
      <span className="ink-3">
        {change.actor}, <Age at={change.at} />
      </span>
    </>
  );
}

export const StackRow = memo(function StackRow({
  stack,
  open,
  onToggle,
  menuOf,
  index,
  measure,
}: Cells & { stack: StackSummary; open: boolean; onToggle: (name: string) => void }) {
  const drift = driftOf(stack);
  return (
    <tr ref={measure} data-index={index} className={open ? "is-open" : undefined}>
      <td className="c-x">
        <button type="button" className="disclose" aria-expanded={open} aria-label={`Services of ${stack.name}`} onClick={() => onToggle(stack.name)}>
          <Icon name={open ? "disclose-open" : "disclose"} size="sm" />
        </button>
      </td>
      <td className="c-name">
        <div className="name">
          <Link prefetch={false} href={`/${stack.environment}/stacks/${stack.name}`}>
            {stack.name}
          </Link>
          {drift ? <DriftMark drift={drift} /> : <span className="meta truncate">{stack.project}</span>}
        </div>
      </td>
      <StandingCells of={stack} />
      <td className="c-last">
        <div className="truncate">{stack.lastChange ? <Change change={stack.lastChange} /> : <span className="ink-3">none</span>}</div>
      </td>
      <td className="c-k">
        <Menu label={`Actions for ${stack.name}`} entries={() => menuOf(stack, null)} />
      </td>
    </tr>
  );
});

export const ServiceRow = memo(function ServiceRow({
  stack,
  service,
  last,
  menuOf,
  index,
  measure,
}: Cells & { stack: StackSummary; service: ServiceSummary; last: boolean }) {
  return (
    <tr ref={measure} data-index={index} className={last ? "is-nested is-last" : "is-nested"}>
      <td className="c-x" />
      <td className="c-name">
        <div className={service.sidekickOf ? "name pl-4" : "name"}>
          <Link prefetch={false} href={`/${stack.environment}/stacks/${stack.name}/services/${service.name}`}>
            {service.name}
          </Link>
          {service.sidekickOf && <Tag>sidekick</Tag>}
          <OutsideMark outside={service.outside} />
          <span className="meta mono truncate" title={service.image}>
            {shortImage(service.image)}
          </span>
        </div>
      </td>
      <StandingCells of={service} />
      <td className="c-last">
        <div className="truncate ink-2">
          {service.drift && service.why.kind === "well" ? <DriftMark drift={service.drift} /> : <Why why={service.why} view={service} />}
        </div>
      </td>
      <td className="c-k">
        <Menu label={`Actions for ${service.name} of ${stack.name}`} entries={() => menuOf(stack, service)} />
      </td>
    </tr>
  );
});
