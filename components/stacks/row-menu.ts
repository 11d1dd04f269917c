import { lackOf } from "@/components/stack/lacking";
import { blockOf, shownActions } from "@/components/stack/lifecycle-buttons";
import type { IconName } from "@/components/ui/icon";
import type { MenuEntry } from "@/components/ui/menu";
import type { Verb } from "@/lib/client/stack-actions";
import type { ServiceSummary, StackSummary } from "@/lib/core/views";
import { type CommandAction, command } from "@/lib/format/command";
import { actionWord } from "@/lib/format/sentences";

export interface RowHandlers {
  onVerb: (verb: Verb) => void;
  onRemove: () => void;
  onCopy: (line: string) => void;
}

const ICONS: Record<"start" | "stop" | "restart" | "pause" | "resume", IconName> = {
  start: "play",
  stop: "stop",
  restart: "restart",
  pause: "pause-bars",
  resume: "play",
};

/** What one can do with a stack, or with one of its services, from the list. */
export function rowMenu(stack: StackSummary, service: ServiceSummary | null, { onVerb, onRemove, onCopy }: RowHandlers): MenuEntry[] {
  const home = `/${stack.environment}/stacks/${stack.name}`;
  const place = service === null ? home : `${home}/services/${service.name}`;
  const { actions } = service ?? stack;
  const shown = shownActions(actions);
  const copied: CommandAction = actions.confirm.allowed ? "confirm" : "upgrade";
  const upgrade = blockOf(actions.upgrade);
  return [
    { id: "open", label: "Open", icon: "disclose", href: place },
    { id: "upgrade", label: "Upgrade", icon: "up-circle", blocked: upgrade, href: `${home}?tab=compose` },
    ...shown.map(
      (verb): MenuEntry => ({ id: verb, label: actionWord(verb), icon: ICONS[verb], blocked: blockOf(actions[verb]), onSelect: () => onVerb(verb) }),
    ),
    { id: "logs", label: "Logs", icon: "logs", blocked: lackOf(stack, "logs.read"), href: `${place}?tab=logs` },
    ...(service === null
      ? []
      : [{ id: "shell", label: "Open a shell", icon: "shell", blocked: lackOf(stack, "shell.open"), href: `${place}?tab=shell` } satisfies MenuEntry]),
    {
      id: "copy",
      label: "Copy as command",
      icon: "copy",
      onSelect: () => onCopy(command(copied, { stack: stack.name, service: service?.name ?? null, services: stack.services.map(({ name }) => name) })),
    },
    "separator",
    { id: "remove", label: "Remove", icon: "remove", danger: true, blocked: blockOf(actions.remove), onSelect: onRemove },
  ];
}
