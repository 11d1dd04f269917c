"use client";
import { clsx } from "clsx";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { type ProjectQuotaView, type Quota, RESOURCES } from "@/lib/core/quota";
import { count } from "@/lib/format/names";
import { amount, resourceTitle, resourceWord } from "@/lib/format/quota";
import { MeterBar, MeterValue, meterTone } from "./meter";
import { QuotaForm } from "./quota-form";

interface RowProps {
  environment: string;
  quota: Quota;
  mayChange: boolean;
  editing: boolean;
  onEdit: () => void;
  onClose: () => void;
}

/** What counts for every project of which nothing else is said. */
export function DefaultRow({ environment, quota, mayChange, editing, onEdit, onClose }: RowProps) {
  return (
    <>
      <tr className="row-group row-wrap">
        <td className="c-wide">Every project, unless said otherwise</td>
        {RESOURCES.map((what) => (
          <td key={what} className="ink-2 tabular-nums">
            <span className="only-narrow">{resourceTitle(what)} </span>
            {quota[what] === null ? "no limit" : amount(what, quota[what])}
          </td>
        ))}
        <td className="c-act">{mayChange && <Change label="Change the quota of every project" editing={editing} onEdit={onEdit} />}</td>
      </tr>
      {editing && <EditRow environment={environment} project={null} quota={quota} limits={quota} onClose={onClose} />}
    </>
  );
}

export function ProjectRow({ environment, quota, project: row, mayChange, editing, onEdit, onClose }: RowProps & { project: ProjectQuotaView }) {
  const { project, personal, members, used, allowed, override } = row;
  return (
    <>
      <tr className="row-wrap">
        <td className="c-wide">
          <div className="row">
            <Icon name={personal ? "user" : "users"} className="ink-3" />
            <span className="strong truncate">{project}</span>
            {!personal && <span className="meta nowrap">{count(members, "member")}</span>}
          </div>
          {override && (
            <div className="meta truncate" title={override.reason}>
              {override.reason}, {override.setBy}, <Age at={override.setAt} />
            </div>
          )}
        </td>
        {RESOURCES.map((what) => (
          <td key={what}>
            <span className={clsx("quota-cell", meterTone(used[what], allowed[what]))} title={`${project}, ${resourceWord(what)}`}>
              <span className="only-narrow ink-2">{resourceTitle(what)}</span>
              <span className={clsx(override && what in override.limits && "font-medium")}>
                <MeterValue what={what} used={used[what]} allowed={allowed[what]} />
              </span>
              <MeterBar what={what} used={used[what]} allowed={allowed[what]} />
            </span>
          </td>
        ))}
        <td className="c-act">{mayChange && <Change label={`Change the quota of ${project}`} editing={editing} onEdit={onEdit} />}</td>
      </tr>
      {editing && (
        <EditRow environment={environment} project={project} quota={quota} limits={override?.limits ?? {}} own={override !== null} onClose={onClose} />
      )}
    </>
  );
}

const Change = ({ label, editing, onEdit }: { label: string; editing: boolean; onEdit: () => void }) => (
  <Button size="sm" aria-label={label} aria-expanded={editing} onClick={onEdit}>
    Change
  </Button>
);

function EditRow(props: Parameters<typeof QuotaForm>[0]) {
  return (
    <tr className="is-asking row-wrap">
      <td colSpan={8} className="c-wide">
        <QuotaForm {...props} />
      </td>
    </tr>
  );
}
