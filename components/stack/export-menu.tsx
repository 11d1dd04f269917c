"use client";
import { buttonClass } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-button";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { showToast } from "@/components/ui/toast";
import { stackPath } from "@/lib/client/queries";
import { saveFile } from "@/lib/client/save-file";
import { command } from "@/lib/format/command";
import { nameList } from "@/lib/format/names";

const FILES = [
  { file: "docker-compose.yml", query: "" },
  { file: "rancher-compose.yml", query: "?format=rancher" },
] as const;

export interface ExportMenuProps {
  environment: string;
  stack: string;
  /** Without a file there is nothing to copy; the archive has what there is. */
  empty: boolean;
  /** Why the reader may not; null where they may. */
  blocked?: string | null;
  /** Services that run and that no export has. */
  outside: readonly string[];
}

/** The compose text as it was written, the same in Rancher's words, or everything in one archive; values of secrets never. */
export function ExportMenu({ environment, stack, empty, blocked: lacks = null, outside }: ExportMenuProps) {
  const address = `${stackPath(environment, stack)}/export`;
  const tell = () => {
    if (outside.length === 0) return;
    const text = `${outside.length === 1 ? "It runs" : "They run"} outside of the file; the archive's manifest names ${outside.length === 1 ? "it" : "them"}.`;
    showToast({ tone: "well", title: `Exported \`${stack}\` without ${nameList(outside)}`, text });
  };
  const withText = async (query: string, use: (text: string) => void | Promise<void>) => {
    try {
      const response = await fetch(`${address}${query}`, { cache: "no-store" });
      if (!response.ok) throw new Error(String(response.status));
      await use(await response.text());
      tell();
    } catch {
      showToast({ tone: "broken", title: `\`${stack}\` was not exported`, text: "Its text could not be fetched. Try again." });
    }
  };
  const blocked = lacks ?? (empty ? "This stack has no compose file yet." : null);
  return (
    <Menu
      label="Export"
      className={buttonClass({ variant: "ghost" })}
      entries={[
        ...FILES.flatMap(({ file, query }): MenuEntry[] => [
          { id: `copy ${file}`, icon: "copy", label: `Copy ${file}`, blocked, onSelect: () => void withText(query, copyText) },
          {
            id: `download ${file}`,
            icon: "download",
            label: `Download ${file}`,
            blocked,
            onSelect: () => void withText(query, (text) => saveFile(`${stack}.${file}`, text)),
          },
        ]),
        "separator",
        {
          id: "archive",
          icon: "file",
          label: "Download all of it (.tar.gz)",
          blocked: lacks,
          onSelect: () => {
            download(`${address}?format=tar`);
            tell();
          },
        },
        {
          id: "history",
          icon: "history",
          label: "Download history as a git repository",
          blocked,
          onSelect: () => {
            download(`${address}?format=git`);
            const text = `\`tar -xzf ${stack}-history.tar.gz && git clone ${stack}.git\` gives a commit and a tag for each revision.`;
            showToast({ tone: "well", title: `The history of \`${stack}\` is on its way`, text });
          },
        },
        "separator",
        { id: "command", icon: "terminal", label: "Copy as command", onSelect: () => void copyText(command("export", { stack, service: null })) },
      ]}
    >
      Export
    </Menu>
  );
}

/** The server names the file. */
export function download(address: string): void {
  const link = document.createElement("a");
  link.href = address;
  link.download = "";
  link.click();
}
