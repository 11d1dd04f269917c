import { Tag } from "@/components/ui/small";
import { type Column, Table } from "@/components/ui/table";
import type { ForeignContainer } from "@/lib/core/running";
import { count } from "@/lib/format/names";

const COLUMNS: readonly Column[] = [{ head: "Name" }, { head: "Image", width: "w-[40%]" }, { head: "State", width: "w-[120px]" }];

/** What else the engine runs: Spindle neither knows whose it is nor ever touches it. */
export function ForeignContainers({ foreign }: { foreign: readonly ForeignContainer[] }) {
  if (foreign.length === 0) return null;
  return (
    <details className="mt-6">
      <summary className="cursor-pointer">
        {count(foreign.length, "container")} on this engine {foreign.length === 1 ? "is" : "are"} not Spindle's{" "}
        <span className="meta">seen once a minute, never touched</span>
      </summary>
      <div className="mt-3">
        <Table label="Containers that are not Spindle's" columns={COLUMNS} className="table-plain">
          {foreign.map(({ name, image, state }) => (
            <tr key={name} className="row-wrap">
              <td className="c-wide">
                <div className="row min-w-0">
                  <span className="mono truncate">{name}</span>
                  <Tag>foreign</Tag>
                </div>
              </td>
              <td className="mono truncate text-xs" title={image}>
                {image}
              </td>
              <td className="ink-2">{state}</td>
            </tr>
          ))}
        </Table>
      </div>
    </details>
  );
}
