"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Command } from "cmdk";
import { useRouter } from "next/navigation";
import { useMemo, useState } from "react";
import { warmShell } from "@/components/dock/warm-shell";
import { wishShell } from "@/components/dock/wish-shell";
import { ProblemCallout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { Icon, type IconName } from "@/components/ui/icon";
import { AskInPlace } from "@/components/ui/two-step";
import { doomedTicks } from "@/components/upgrade/doomed-ticks";
import { stackQuery, stacksQuery } from "@/lib/client/queries";
import { useVerbs } from "@/lib/client/stack-actions";
import type { ActorView } from "@/lib/core/people";
import { type PaletteItem, paletteItems, search } from "./palette-items";

const ICONS: Record<PaletteItem["kind"], IconName> = {
  page: "disclose",
  stack: "stacks",
  service: "box",
  container: "terminal",
  action: "play",
  begin: "up-circle",
  shell: "shell",
};
const isDoing = ({ kind }: PaletteItem) => kind === "action" || kind === "begin" || kind === "shell";
const GROUPS = [
  { heading: "Go to", holds: (item: PaletteItem) => !isDoing(item) },
  { heading: "Do", holds: isDoing },
];

type ActionItem = Extract<PaletteItem, { kind: "action" }>;

/** Goes to any stack, service and container, and does what is allowed now; what loses something asks a second time. */
export function Palette({ environment, actor, onClose }: { environment: string; actor: ActorView; onClose: () => void }) {
  const router = useRouter();
  const queryClient = useQueryClient();
  const stacks = useQuery(stacksQuery(environment)).data?.stacks;
  const [query, setQuery] = useState("");
  const [chosen, setChosen] = useState<ActionItem | null>(null);
  const items = useMemo(() => paletteItems(environment, actor, stacks ?? []), [environment, actor, stacks]);
  const found = useMemo(() => search(items, query), [items, query]);

  const choose = (item: PaletteItem) => {
    if (item.kind === "action") return setChosen(item);
    if (item.kind === "shell") {
      void openShell(item);
      return onClose();
    }
    router.push(item.href);
    onClose();
  };

  /** The list knows no container by its id; the stack does. */
  const openShell = async ({ stack: name, service, container, href }: Extract<PaletteItem, { kind: "shell" }>) => {
    const stack = await queryClient.fetchQuery(stackQuery(environment, name)).catch(() => null);
    const found = stack?.services.find((one) => one.name === service)?.containers.find(({ label, state }) => label === container && state === "running");
    if (!stack || !found) return router.push(href);
    const about = { environment, stack: name, service, container: found.id, label: container, as: stack.as ?? null };
    warmShell(about);
    wishShell(about);
  };

  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title="Go to or do" className="palette" bare>
      {chosen ? (
        <Doing item={chosen} environment={environment} onBack={() => setChosen(null)} onDone={onClose} />
      ) : (
        <Command label="Go to or do" shouldFilter={false} loop>
          <div className="palette-field">
            <Icon name="search" />
            <Command.Input value={query} onValueChange={setQuery} placeholder="A stack, a service, a container, or what to do" autoFocus />
          </div>
          <Command.List className="palette-list">
            <Command.Empty className="palette-empty">Nothing here is called that. Try fewer letters.</Command.Empty>
            {GROUPS.map(({ heading, holds }) => {
              const part = found.filter(holds);
              return part.length === 0 ? null : (
                <Command.Group key={heading} heading={heading} className="palette-group">
                  {part.map((item) => (
                    <Command.Item key={item.id} value={item.id} onSelect={() => choose(item)} className="palette-item">
                      <Icon name={ICONS[item.kind]} />
                      <span className={item.kind === "page" || isDoing(item) ? undefined : "mono"}>{item.label}</span>
                      <span className={isDoing(item) ? "mono ink-2 truncate" : "meta truncate"}>{item.hint}</span>
                    </Command.Item>
                  ))}
                </Command.Group>
              );
            })}
          </Command.List>
        </Command>
      )}
    </Dialog>
  );
}

/** The second step of an action, and its failure if it has one. */
function Doing({ item, environment, onBack, onDone }: { item: ActionItem; environment: string; onBack: () => void; onDone: () => void }) {
  const { run, problem } = useVerbs({ environment, stack: item.stack, service: item.service });
  const step = item.step ?? { question: `${item.label} \`${item.hint}\`?`, keep: "Not now", go: item.label };
  return (
    <div className="palette-ask">
      <AskInPlace
        label={item.label}
        step={step}
        ticks={doomedTicks(environment, item.stack, item.waiting)}
        onKeep={onBack}
        onGo={(ticked) => run(item.verb, ticked).then(onDone)}
      />
      {problem && <ProblemCallout problem={problem} className="mt-3" />}
    </div>
  );
}
