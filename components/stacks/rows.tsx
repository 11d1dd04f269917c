"use client";
import Link from "next/link";
import { Endpoints } from "@/components/service/endpoints";
import { Age } from "@/components/ui/age";
import { Icon } from "@/components/ui/icon";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { Prose } from "@/components/ui/prose";
import { Running } from "@/components/ui/running";
import { Health, StateChip } from "@/components/ui/state-chip";
import { Why } from "@/components/ui/why";
import type { LastChange, ServiceView, StackView } from "@/lib/core/views";
import { shortImage } from "@/lib/format/names";
import { lastChangeTitle } from "@/lib/format/sentences";

interface Cells {
  entries: () => MenuEntry[];
  /** For the virtual list: measures the row as it is drawn. */
  measure?: { ref: (row: HTMLTableRowElement | null) => void; index: number };
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

export function StackRow({ stack, open, onToggle, entries, measure }: Cells & { stack: StackView; open: boolean; onToggle: () => void }) {
  return (
    <tr ref={measure?.ref} data-index={measure?.index} className={open ? "is-open" : undefined}>
      <td className="c-x">
        <button type="button" className="disclose" aria-expanded={open} aria-label={`Services of ${stack.name}`} onClick={onToggle}>
          <Icon name={open ? "disclose-open" : "disclose"} size="sm" />
        </button>
      </td>
      <td className="c-name">
        <div className="name">
          <Link prefetch={false} href={`/${stack.environment}/stacks/${stack.name}`}>
            {stack.name}
          </Link>
          <span className="meta truncate">{stack.project}</span>
        </div>
      </td>
      <td className="c-state">
        <StateChip state={stack.state} />
      </td>
      <td className="c-health">
        <Health health={stack.health} />
      </td>
      <td className="c-run">
        <Running running={stack.running} wanted={stack.wanted} oldKept={stack.oldKept} stopped={stack.state === "inactive"} />
      </td>
      <td className={stack.endpoints.length === 0 ? "c-end is-none" : "c-end"}>
        <Endpoints endpoints={stack.endpoints} most={1} />
      </td>
      <td className="c-last">
        <div className="truncate">{stack.lastChange ? <Change change={stack.lastChange} /> : <span className="ink-3">none</span>}</div>
      </td>
      <td className="c-k">
        <Menu label={`Actions for ${stack.name}`} entries={entries} />
      </td>
    </tr>
  );
}

export function ServiceRow({ stack, service, last, entries, measure }: Cells & { stack: StackView; service: ServiceView; last: boolean }) {
  return (
    <tr ref={measure?.ref} data-index={measure?.index} className={last ? "is-nested is-last" : "is-nested"}>
      <td className="c-x" />
      <td className="c-name">
        <div className="name">
          <Link prefetch={false} href={`/${stack.environment}/stacks/${stack.name}/services/${service.name}`}>
            {service.name}
          </Link>
          <span className="meta mono truncate" title={service.image}>
            {shortImage(service.image)}
          </span>
        </div>
      </td>
      <td className="c-state">
        <StateChip state={service.state} />
      </td>
      <td className="c-health">
        <Health health={service.health} />
      </td>
      <td className="c-run">
        <Running running={service.running} wanted={service.wanted} oldKept={service.oldKept} stopped={service.state === "inactive"} />
      </td>
      <td className={service.endpoints.length === 0 ? "c-end is-none" : "c-end"}>
        <Endpoints endpoints={service.endpoints} most={1} />
      </td>
      <td className="c-last">
        <div className="truncate ink-2">
          <Why why={service.why} view={service} />
        </div>
      </td>
      <td className="c-k">
        <Menu label={`Actions for ${service.name} of ${stack.name}`} entries={entries} />
      </td>
    </tr>
  );
}
