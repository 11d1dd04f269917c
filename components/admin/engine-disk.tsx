"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Age } from "@/components/ui/age";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Skeleton } from "@/components/ui/skeleton";
import { type Column, Table } from "@/components/ui/table";
import { engineDiskQuery } from "@/lib/client/queries";
import type { EngineDiskView } from "@/lib/core/engine-health";
import { problemOf } from "@/lib/core/errors";
import { bytes } from "@/lib/format/bytes";
import { count } from "@/lib/format/names";
import { FactList } from "./fact-list";

const COLUMNS: readonly Column[] = [
  { head: "Image" },
  { head: "Size", width: "w-[100px]" },
  { head: "Made", width: "w-[120px]" },
  { head: "Used by", width: "w-[34%]" },
];
/** A screenful; the rest comes when asked for. */
const SHOWN = 20;

/** What fills the disk of an engine. The engine walks all of it, so nothing is asked before a person presses the button. */
export function EngineDisk({ environment }: { environment: string }) {
  const [asked, setAsked] = useState(false);
  const { data, error, isFetching } = useQuery({ ...engineDiskQuery(environment), enabled: asked });
  return (
    <Card
      icon="volume"
      title="Disk"
      meta={
        data && (
          <span>
            measured <Age at={data.measuredAt} />
          </span>
        )
      }
    >
      {error && <ProblemCallout problem={problemOf(error)} className="mb-4" />}
      {!data && !isFetching && (
        <div className="row flex-wrap">
          <Button onClick={() => setAsked(true)}>Measure disk use</Button>
          <span className="meta">The engine looks at every image and volume for this; it can take a minute.</span>
        </div>
      )}
      {!data && isFetching && <Skeleton width="100%" height="200px" />}
      {data && <Measured disk={data} />}
    </Card>
  );
}

function Measured({ disk }: { disk: EngineDiskView }) {
  const [all, setAll] = useState(false);
  const { images, containers, volumes, buildCache, imageList } = disk;
  const unused = (size: number) => (size > 0 ? `, ${bytes(size)} of it used by no container` : "");
  const shown = all ? imageList : imageList.slice(0, SHOWN);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <FactList
        facts={[
          ["Images", `${count(images.count, "image")}, ${bytes(images.bytes)}${unused(images.unusedBytes)}`],
          ["Containers", `${count(containers.count, "container")} wrote ${bytes(containers.bytes)}`],
          ["Volumes", `${count(volumes.count, "volume")}, ${bytes(volumes.bytes)}${unused(volumes.unusedBytes)}`],
          ["Build cache", buildCache.count === 0 ? "empty" : `${bytes(buildCache.bytes)} in ${count(buildCache.count, "piece")}`],
        ]}
      />
      <Table label="Images" columns={COLUMNS} className="table-plain" foot={`The largest first; ${count(imageList.length, "image")}.`}>
        {shown.map(({ id, names, bytes: size, createdAt, containers: users, users: services }) => (
          <tr key={id}>
            <td className="mono c-wide [overflow-wrap:anywhere]">
              {names.join(", ") || <span className="ink-3">no name, {id.replace(/^sha256:/, "").slice(0, 12)}</span>}
            </td>
            <td className="tabular-nums">{bytes(size)}</td>
            <td className="ink-2 only-wide">
              <Age at={createdAt} />
            </td>
            <td className="ink-2 [overflow-wrap:anywhere]">{usersOf(services, users)}</td>
          </tr>
        ))}
      </Table>
      {!all && imageList.length > SHOWN && (
        <div>
          <Button size="sm" variant="ghost" onClick={() => setAll(true)}>
            Show all {imageList.length}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Stacks by name; whoever else uses it is not Spindle's, so only counted. */
function usersOf(services: string[], containers: number): string {
  if (services.length > 0) return services.join(", ");
  return containers > 0 ? `${count(containers, "container")} outside Spindle` : "nobody";
}
