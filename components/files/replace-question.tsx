"use client";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { shownPath } from "@/lib/core/file-path";
import type { FileEntry } from "@/lib/core/files";
import { count, nameList } from "@/lib/format/names";

/** Nothing is replaced without being asked, and a folder never is. */
export function ReplaceQuestion({
  files,
  taken,
  onGo,
  onLeave,
}: {
  files: readonly File[];
  taken: readonly FileEntry[];
  onGo: (files: File[], replace: ReadonlySet<string>) => void;
  onLeave: () => void;
}) {
  const byName = new Map(taken.map((entry) => [entry.name, entry]));
  const there = files.filter(({ name }) => byName.has(name));
  const replaceable = there.filter(({ name }) => byName.get(name)?.kind !== "directory");
  const fresh = files.filter(({ name }) => !byName.has(name));
  const names = nameList(there.slice(0, 5).map(({ name }) => shownPath(name)));
  return (
    <Callout
      live
      tone="person"
      title={there.length === 1 ? "A file of that name is here already" : `${count(there.length, "file")} of these names are here already`}
      actions={
        <>
          {replaceable.length > 0 && (
            <Button size="sm" variant="primary" onClick={() => onGo([...fresh, ...replaceable], new Set(replaceable.map(({ name }) => name)))}>
              {replaceable.length === 1 ? "Replace it" : `Replace ${replaceable.length}`}
            </Button>
          )}
          {fresh.length > 0 && (
            <Button size="sm" onClick={() => onGo(fresh, new Set())}>
              Only upload the others
            </Button>
          )}
          <Button size="sm" variant="ghost" onClick={onLeave}>
            {there.length === 1 ? "Keep it" : "Keep them"}
          </Button>
        </>
      }
    >
      {`${names}${there.length > 5 ? " and more" : ""}. What is replaced is gone; its permissions stay.${there.length > replaceable.length ? " Folders are never replaced." : ""}`}
    </Callout>
  );
}
