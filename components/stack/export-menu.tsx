"use client";
import { buttonClass } from "@/components/ui/button";
import { copyText } from "@/components/ui/copy-button";
import { Menu } from "@/components/ui/menu";
import { showToast } from "@/components/ui/toast";
import { stackPath } from "@/lib/client/queries";
import { command } from "@/lib/format/command";
import { saveFile } from "./save-file";

/** The compose text as it was written, to the clipboard or into a file. */
export function ExportMenu({ environment, stack }: { environment: string; stack: string }) {
  const withText = async (use: (text: string) => void | Promise<void>) => {
    try {
      const response = await fetch(`${stackPath(environment, stack)}/export`, { cache: "no-store" });
      if (!response.ok) throw new Error(String(response.status));
      await use(await response.text());
    } catch {
      showToast({ tone: "broken", title: `\`${stack}\` was not exported`, text: "Its text could not be fetched. Try again." });
    }
  };
  return (
    <Menu
      label="Export"
      className={buttonClass({ variant: "ghost" })}
      entries={[
        { id: "copy", icon: "copy", label: "Copy compose file", onSelect: () => void withText(copyText) },
        { id: "download", icon: "download", label: "Download compose file", onSelect: () => void withText((text) => saveFile(`${stack}.yaml`, text)) },
        "separator",
        { id: "command", icon: "terminal", label: "Copy as command", onSelect: () => void copyText(command("export", { stack, service: null })) },
      ]}
    >
      Export
    </Menu>
  );
}
