"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { Age } from "@/components/ui/age";
import { Icon, type IconName } from "@/components/ui/icon";
import { Why } from "@/components/ui/why";
import { stacksQuery } from "@/lib/client/queries";
import type { NeedsYou } from "@/lib/core/views";
import { needsTitle } from "@/lib/format/sentences";

/** What is broken, not what waits: whose decision an upgrade is, its owner knows. */
const BROKEN: Partial<Record<NeedsYou["kind"], IconName>> = {
  "crash-loop": "loop",
  unhealthy: "heart-crack",
  "service-error": "octagon",
  "deploy-failed": "octagon",
};

/** Everything that is red, of everybody, each with the way to it. */
export function RedMarks({ environment }: { environment: string }) {
  const { data } = useQuery(stacksQuery(environment));
  const marks = data?.needsYou.filter(({ kind }) => BROKEN[kind] !== undefined) ?? [];
  const owners = new Map(data?.stacks.map(({ name, owner }) => [name, owner]));
  return (
    <section className="card" aria-label="Broken now">
      <div className="card-head">
        <Icon name={marks.length === 0 ? "check-circle" : "octagon"} className={marks.length === 0 ? "well" : "broken"} />
        <h2 className="h3">Broken now</h2>
        <span className="meta">{data === undefined ? "" : marks.length === 0 ? "nothing" : marks.length}</span>
      </div>
      <ul className="card-body plain-list red-marks">
        {marks.map((mark) => (
          <li key={`${mark.kind}/${mark.stack}/${mark.service}`}>
            <Icon name={BROKEN[mark.kind] ?? "octagon"} className="broken" />
            <span className="min-w-0">
              <Link className="link mono" href={`/${environment}/stacks/${mark.stack}?tab=activity${mark.service ? `&service=${mark.service}` : ""}`}>
                {mark.service ? `${mark.stack}/${mark.service}` : mark.stack}
              </Link>{" "}
              <span className="meta">of {owners.get(mark.stack) ?? "nobody"}</span>
              <span className="block ink-2">
                {needsTitle(mark.kind)}: <Why why={mark.why} view={null} />
              </span>
            </span>
            <span className="meta">
              <Age at={mark.since} />
            </span>
          </li>
        ))}
        {data && marks.length === 0 && <li className="ink-2">No crash loop, no failed deploy, no check that fails.</li>}
      </ul>
    </section>
  );
}
