import type { MenuEntry } from "@/components/ui/menu";
import { changeFont, setScreenReader, type TerminalLook } from "./look";
import type { OpenShell, ShellView } from "./open-shell";
import { cleanPaste } from "./pasted";
import { copySelection } from "./terminal-keys";

/** What one can do with a terminal, by mouse or finger; the keys stand beside. */
export function terminalMenu(shell: OpenShell, { screen, state }: ShellView, look: TerminalLook, onFind: () => void): MenuEntry[] {
  const shells = state.state === "open" ? state.shells : [];
  const noClipboard =
    typeof navigator.clipboard?.readText === "function" ? null : "This browser gives no page the clipboard here. Press Ctrl Shift V in the terminal.";
  return [
    {
      id: "copy",
      label: "Copy",
      icon: "copy",
      kbd: "Ctrl Shift C",
      blocked: screen?.terminal.hasSelection() ? null : "Nothing is selected",
      onSelect: () => screen && copySelection(screen.terminal),
    },
    { id: "paste", label: "Paste", icon: "file", kbd: "Ctrl Shift V", blocked: noClipboard, onSelect: () => void pasteInto(shell) },
    { id: "all", label: "Select all", icon: "check", onSelect: () => screen?.terminal.selectAll() },
    { id: "find", label: "Find", icon: "search", kbd: "Ctrl F", onSelect: onFind },
    "separator",
    { id: "larger", label: "Larger text", icon: "plus", kbd: "Ctrl +", onSelect: () => changeFont(1) },
    { id: "smaller", label: "Smaller text", icon: "dash", kbd: "Ctrl -", onSelect: () => changeFont(-1) },
    { id: "usual", icon: "restart", label: `Usual size (now ${look.fontPx} px)`, kbd: "Ctrl 0", onSelect: () => changeFont(0) },
    { id: "reader", icon: "user", label: "Read to a screen reader", checked: look.screenReader, onSelect: () => setScreenReader(!look.screenReader) },
    ...(shells.length > 1 && state.state === "open"
      ? [
          "separator" as const,
          ...shells.map(
            (name): MenuEntry => ({
              id: `shell-${name}`,
              icon: "shell",
              label: `Start ${name} anew`,
              checked: name === state.shell,
              onSelect: () => shell.again(name),
            }),
          ),
        ]
      : []),
  ];
}

async function pasteInto(shell: OpenShell): Promise<void> {
  const text = await navigator.clipboard.readText().catch(() => "");
  shell.paste(cleanPaste(text));
}
