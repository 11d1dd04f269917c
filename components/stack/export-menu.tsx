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
  const fetchText = async (query = ""): Promise<Response> => {
    const response = await fetch(`${stackPath(environment, stack)}/export${query}`, { cache: "no-store" });
    if (!response.ok) throw new Error(String(response.status));
    return response;
  };
  const withText = async (use: (text: string, second: string | null) => void | Promise<void>) => {
    try {
      const response = await fetchText();
      const hasSecond = response.headers.get("x-spindle-files")?.includes("rancher-compose") ?? false;
      await use(await response.text(), hasSecond ? await (await fetchText("?file=rancher-compose")).text() : null);
    } catch {
      showToast({ tone: "broken", title: `\`${stack}\` was not exported`, text: "Its text could not be fetched. Try again." });
    }
  };
  const save = (text: string, second: string | null) => {
    saveFile(second === null ? `${stack}.yaml` : `${stack}.docker-compose.yml`, text);
    if (second !== null) saveFile(`${stack}.rancher-compose.yml`, second);
  };
  return (
    <Menu
      label="Export"
      className={buttonClass({ variant: "ghost" })}
      entries={[
        { id: "copy", icon: "copy", label: "Copy compose file", onSelect: () => void withText((text) => copyText(text)) },
        { id: "download", icon: "download", label: "Download compose file", onSelect: () => void withText(save) },
        "separator",
        { id: "command", icon: "terminal", label: "Copy as command", onSelect: () => void copyText(command("export", { stack, service: null })) },
      ]}
    >
      Export
    </Menu>
  );
}
