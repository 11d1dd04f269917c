"use client";
import { type ReactNode, useState } from "react";
import { Icon } from "./icon";

/** Filters what is below. The address follows what is typed a moment later, so the box keeps its own text while one writes in it. */
export function SearchBox({ label, query, onQuery, end }: { label: string; query: string; onQuery: (query: string) => void; end?: ReactNode }) {
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
        placeholder={label}
        aria-label={label}
        onChange={(event) => write(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && write("")}
        onBlur={() => setTyped(null)}
      />
      {end}
    </label>
  );
}
