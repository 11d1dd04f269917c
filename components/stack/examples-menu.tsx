"use client";
import { buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Menu } from "@/components/ui/menu";
import type { Example } from "./new-stack-head";

/** Texts that run as they are, to begin with. */
export function ExamplesMenu({ examples, onChoose }: { examples: readonly Example[]; onChoose: (example: Example) => void }) {
  if (examples.length === 0) return null;
  return (
    <Menu
      label="Examples"
      className={buttonClass({ variant: "ghost" })}
      entries={examples.map((example) => ({ id: example.id, label: example.title, icon: "file" as const, onSelect: () => onChoose(example) }))}
    >
      <Icon name="stacks" />
      Examples
    </Menu>
  );
}
