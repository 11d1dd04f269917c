"use client";
import { useState } from "react";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/small";

/** The address follows what is typed a moment later, so the box keeps its own text while one writes in it. */
export function FilterBox({ query, onQuery }: { query: string; onQuery: (query: string) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const write = (text: string) => {
    setTyped(text);
    onQuery(text);
  };
  return (
    <label className="search">
      <Icon name="search" size="sm" />
      <input
        data-filter
        value={typed ?? query}
        placeholder="Filter stacks"
        aria-label="Filter stacks"
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && write("")}
        onBlur={() => setTyped(null)}
      />
      <Kbd>/</Kbd>
    </label>
  );
}
