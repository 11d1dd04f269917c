"use client";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Prose } from "@/components/ui/prose";
import { shownPath } from "@/lib/core/file-path";
import type { FileEntry } from "@/lib/core/files";
import { count, nameList } from "@/lib/format/names";
import type { Wish } from "./use-transfers";

/** Nothing is replaced without being asked, and a folder never is, nor by one. */
export function ReplaceQuestion({
  wishes,
  taken,
  onGo,
  onLeave,
}: {
  wishes: readonly Wish[];
  taken: readonly FileEntry[];
  onGo: (wishes: Wish[], replace: ReadonlySet<string>) => void;
  onLeave: () => void;
}) {
  const byName = new Map(taken.map((entry) => [entry.name, entry]));
  const there = wishes.filter(({ name }) => byName.has(name));
  const replaceable = there.filter((wish) => wish instanceof File && byName.get(wish.name)?.kind !== "directory");
  const fresh = wishes.filter(({ name }) => !byName.has(name));
  const names = nameList(there.slice(0, 5).map(({ name }) => shownPath(name)));
  const said = [`${names}${there.length > 5 ? " and more" : ""}.`];
  if (replaceable.length > 0) said.push("What is replaced is gone; its permissions stay.");
  if (there.length > replaceable.length) said.push("Folders are never replaced: give one of the two another name.");
  return (
    <Callout
      live
      tone="person"
      title={there.length === 1 ? "That name is taken here" : `${count(there.length, "name")} are taken here`}
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
      <Prose>{said.join(" ")}</Prose>
    </Callout>
  );
}
