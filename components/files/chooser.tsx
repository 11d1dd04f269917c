"use client";
import { useRef } from "react";
import { Button } from "@/components/ui/button";
import type { IconName } from "@/components/ui/icon";

/** Known to every browser, and not to the types of React. */
const WHOLE_FOLDER = { webkitdirectory: "" };

/** A button that opens the browser's own chooser. */
export function Chooser({
  label,
  icon,
  kind,
  blocked,
  onFiles,
}: {
  label: string;
  icon: IconName;
  kind: "file" | "folder";
  blocked: string | null;
  onFiles: (files: File[]) => void;
}) {
  const chooser = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button icon={icon} variant={kind === "file" ? "primary" : "secondary"} blocked={blocked} onClick={() => chooser.current?.click()}>
        <span className={kind === "file" ? undefined : "max-narrow:sr-only"}>{label}</span>
      </Button>
      <input
        ref={chooser}
        type="file"
        multiple
        {...(kind === "folder" && WHOLE_FOLDER)}
        hidden
        aria-label={kind === "folder" ? "Folder to upload" : "Files to upload"}
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </>
  );
}
