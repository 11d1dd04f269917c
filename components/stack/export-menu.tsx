"use client";
import { buttonClass } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-button";
import { Menu } from "@/components/ui/menu";
import { showToast } from "@/components/ui/toast";
import { stackPath } from "@/lib/client/queries";
import { saveFile } from "@/lib/client/save-file";
import { command } from "@/lib/format/command";
import { nameList } from "@/lib/format/names";

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
  const fetchArchive = (query: string) => {
    download(`${address}${query}`);
    tell();
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
        { id: "copy", icon: "copy", label: "Copy compose file", blocked, onSelect: () => void withText("", copyText) },
        {
          id: "download",
          icon: "download",
          label: "Download compose file",
          blocked,
          onSelect: () => void withText("", (text) => saveFile(`${stack}.yaml`, text)),
        },
        {
          id: "rancher",
          icon: "download",
          label: "Download rancher-compose.yml",
          blocked,
          onSelect: () => void withText("?format=rancher", (text) => saveFile(`${stack}.rancher-compose.yml`, text)),
        },
        { id: "archive", icon: "file", label: "Download all of it (.tar.gz)", blocked: lacks, onSelect: () => fetchArchive("?format=tar") },
        {
          id: "history",
          icon: "history",
          label: "Download history as a git repository",
          blocked,
          onSelect: () => fetchArchive("?format=git"),
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
