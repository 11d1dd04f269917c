"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { type DragEvent, type FormEvent, useEffect, useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Input } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import { type ContainerPlace, filesQuery } from "@/lib/client/files";
import { chosenFolder, dropped } from "@/lib/client/folder-archive";
import { problemOf } from "@/lib/core/errors";
import { joinPath, parentOf, plainPath, shownPath } from "@/lib/core/file-path";
import { type FilesView, MOST_FILE_BYTES, MOST_LISTED } from "@/lib/core/files";
import { bytes } from "@/lib/format/bytes";
import { fateSentence } from "@/lib/format/file-sentences";
import { AskWhy } from "./ask-why";
import { Chooser } from "./chooser";
import { FileList, opensAsFolder } from "./file-list";
import { ReplaceQuestion } from "./replace-question";
import { TransferList } from "./transfer-list";
import { runs, useTransfers, type Wish } from "./use-transfers";

interface FilesPanelProps {
  place: ContainerPlace;
  label: string;
  /** Names of what is under way, whenever they change: it is cancelled when the panel goes. */
  onMoving: (names: readonly string[]) => void;
}

/** The files of one container: a folder at a time, up and down. */
export function FilesPanel({ place, label, onMoving }: FilesPanelProps) {
  const [path, setPath] = useState("/");
  const [reason, setReason] = useState<string | null>(place.reason ?? null);
  const [asked, setAsked] = useState<Wish[] | null>(null);
  const [over, setOver] = useState(false);
  const query = useQuery({ ...filesQuery(place, path, reason), placeholderData: keepPreviousData });
  const transfers = useTransfers(place, reason, () => void query.refetch());
  const moving = transfers.all.filter(runs);
  // biome-ignore lint/correctness/useExhaustiveDependencies: told when others are under way, not whenever one has come further
  useEffect(() => onMoving(moving.map(({ name }) => name)), [moving.map(({ id }) => id).join(), onMoving]);
  const problem = query.error === null ? null : problemOf(query.error);
  if (problem?.code === "REASON_NEEDED") return <AskWhy stack={place.stack} onReason={setReason} />;
  const view = query.isPlaceholderData || problem !== null ? undefined : query.data;
  const blocked = whyNot(view, problem !== null);
  const noFolders = view?.hasTar === false ? "The image has no tar, which unpacks folders." : null;

  const bring = (wishes: Wish[]) => {
    if (wishes.length === 0 || blocked !== null || view === undefined) return;
    const taken = new Set(view.entries.map(({ name }) => name));
    if (wishes.some(({ name }) => taken.has(name))) setAsked(wishes);
    else transfers.upload(path, wishes, new Set());
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const { files, folders } = dropped(event.dataTransfer.items);
    bring([...folders, ...files]);
  };

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one way; the button beside is the other
    <div
      className="files"
      data-over={(over && blocked === null) || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as Node | null) && setOver(false)}
      onDrop={drop}
    >
      <div className="files-bar">
        <IconButton label="Up one folder" icon="up" variant="secondary" disabled={path === "/"} onClick={() => setPath(parentOf(path))} />
        <PathField key={path} path={path} onPath={setPath} />
        <Chooser
          label="Upload folder"
          icon="upload-folder"
          kind="folder"
          blocked={blocked ?? noFolders}
          onFiles={(files) => bring([chosenFolder(files)].filter((folder) => folder !== null))}
        />
        <Chooser label="Upload" icon="upload" kind="file" blocked={blocked} onFiles={bring} />
      </div>
      <Fate view={view} />
      {asked !== null && view !== undefined && (
        <ReplaceQuestion
          wishes={asked}
          taken={view.entries}
          onLeave={() => setAsked(null)}
          onGo={(wishes, replace) => {
            setAsked(null);
            transfers.upload(path, wishes, replace);
          }}
        />
      )}
      {problem !== null ? (
        <ProblemCallout
          problem={problem}
          actions={
            <>
              <Button size="sm" onClick={() => void query.refetch()}>
                Try again
              </Button>
              {path !== "/" && (
                <Button size="sm" variant="ghost" onClick={() => setPath("/")}>
                  Go to /
                </Button>
              )}
            </>
          }
        />
      ) : (
        <Listing view={view} path={path} label={label} onPath={setPath} onDownload={transfers.download} />
      )}
      <TransferList transfers={transfers} />
      {over && blocked === null && <p className="files-drop">{`Drop to upload to ${shownPath(path)}`}</p>}
    </div>
  );
}

function whyNot(view: FilesView | undefined, failed: boolean): string | null {
  if (failed) return "This folder cannot be opened.";
  if (view === undefined) return null;
  if (view.fate?.readOnly) return "This part of the container is read-only.";
  return view.writable ? null : "The container's user may not write to this folder.";
}

function PathField({ path, onPath }: { path: string; onPath: (path: string) => void }) {
  const [text, setText] = useState(shownPath(path));
  const go = (event: FormEvent) => {
    event.preventDefault();
    const wanted = plainPath(text.trim());
    // What cannot be typed stays as it is.
    if (wanted !== null && text !== shownPath(path)) onPath(wanted);
  };
  return (
    <form onSubmit={go} className="files-path" aria-label="Go to a folder">
      <Input mono aria-label="Path" value={text} spellCheck={false} autoComplete="off" autoCapitalize="off" onChange={(event) => setText(event.target.value)} />
    </form>
  );
}

/** What is lost when. */
function Fate({ view }: { view: FilesView | undefined }) {
  const fate = view?.fate ?? null;
  const safe = fate?.kind === "volume";
  return (
    <p className="files-fate" data-safe={safe || undefined}>
      {fate !== null && (
        <>
          <Icon name={safe ? "volume" : "warning"} size="sm" />
          {`${fateSentence(fate)} `}
        </>
      )}
      {view !== undefined && !view.hasTar && "The image has no tar: files go one by one, and folders not at all."}
    </p>
  );
}

function Listing({
  view,
  path,
  label,
  onPath,
  onDownload,
}: {
  view: FilesView | undefined;
  path: string;
  label: string;
  onPath: (path: string) => void;
  onDownload: (path: string, kind: "file" | "folder") => void;
}) {
  if (view === undefined) return <Skeleton width="100%" height="300px" />;
  if (view.entries.length === 0)
    return (
      <div className="files-empty">
        <Icon name="folder" />
        <p>{view.writable ? `Nothing here yet. Drop files or folders, or press Upload; up to ${bytes(MOST_FILE_BYTES)} each.` : "Nothing here."}</p>
      </div>
    );
  return (
    <>
      <FileList
        key={path}
        entries={view.entries}
        label={`Files of ${label}`}
        hasTar={view.hasTar}
        onOpen={({ name }) => onPath(joinPath(path, name))}
        onDownload={(entry) => onDownload(joinPath(path, entry.name), opensAsFolder(entry) ? "folder" : "file")}
      />
      {view.truncated && <p className="hint">{`The first ${MOST_LISTED.toLocaleString("en")} names; type a path to go deeper.`}</p>}
    </>
  );
}
