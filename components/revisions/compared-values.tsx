import type { ReactNode } from "react";
import { Table } from "@/components/ui/table";
import type { RevisionComparison, ServiceImage } from "@/lib/core/views";
import { shortId } from "@/lib/format/names";
import { exactImage } from "./exact-image";

/** What the two sides are called. */
export interface SideNames {
  before: string;
  after: string;
}

interface Row {
  name: string;
  before: ReactNode;
  after: ReactNode;
  /** In full, where a cell is cut. */
  titles: [string | undefined, string | undefined];
}

/** Variables that differ, and images that are not the same: under another name, or under the same one. */
export function ValuesTable({ variables, images, names }: Pick<RevisionComparison, "variables" | "images"> & { names: SideNames }) {
  if (variables.length + images.length === 0) return null;
  const rows = [...variables.map(variableRow), ...images.map(imageRow)];
  return (
    <Table label="Variables and images that differ" columns={[{ head: "Variable or image" }, { head: names.before }, { head: names.after }]}>
      {rows.map(({ name, before, after, titles }) => (
        <tr key={name}>
          <td className="c-name mono truncate" title={name}>
            {name}
          </td>
          <td className="c-last mono truncate" title={titles[0]}>
            <Whose name={names.before} />
            {before}
          </td>
          <td className="c-last mono truncate" title={titles[1]}>
            <Whose name={names.after} />
            {after}
          </td>
        </tr>
      ))}
    </Table>
  );
}

/** Where there is no room for column heads each value says whose it is. */
const Whose = ({ name }: { name: string }) => <span className="only-narrow ink-3 font-sans">{name}: </span>;

const Quiet = ({ children }: { children: ReactNode }) => <span className="ink-3 font-sans">{children}</span>;

function variableRow({ name, before, after }: RevisionComparison["variables"][number]): Row {
  const none = <Quiet>not set</Quiet>;
  // Both are hidden, and it is another value all the same.
  const hidden = before !== null && before === after;
  return {
    name,
    before: before ?? none,
    after: hidden ? [after, <Quiet key="other"> another value</Quiet>] : (after ?? none),
    titles: [before ?? undefined, after ?? undefined],
  };
}

const imageRow = ({ service, before, after }: RevisionComparison["images"][number]): Row => ({
  name: `Image of ${service}`,
  before: <ImageThen image={before} />,
  after: <ImageThen image={after} />,
  titles: [fullName(before), fullName(after)],
});

const fullName = (image: ServiceImage): string => [image.image, exactImage(image)].filter(Boolean).join("\n");

function ImageThen({ image }: { image: ServiceImage }) {
  const exact = exactImage(image);
  return (
    <>
      {image.image} <Quiet>{exact === null ? "never pulled" : <span className="mono">{shortId(exact)}</span>}</Quiet>
    </>
  );
}
