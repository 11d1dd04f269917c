"use client";
import type { SearchAddon } from "@xterm/addon-search";
import { useEffect, useRef, useState } from "react";
import { IconButton } from "@/components/ui/button";

const LOOK = {
  decorations: { matchBackground: "#4c3a18", matchOverviewRuler: "#e9bd66", activeMatchBackground: "#8f5f00", activeMatchColorOverviewRuler: "#e9bd66" },
};

/** Finds text in what the terminal still remembers: Enter goes up, Shift Enter down. */
export function TerminalFind({ search, onClose }: { search: SearchAddon; onClose: () => void }) {
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState("");
  const [found, setFound] = useState({ at: -1, count: 0 });
  useEffect(() => {
    field.current?.focus();
    const results = search.onDidChangeResults(({ resultIndex, resultCount }) => setFound({ at: resultIndex, count: resultCount }));
    return () => {
      results.dispose();
      search.clearDecorations();
    };
  }, [search]);
  const up = () => void search.findPrevious(text, LOOK);
  const down = () => void search.findNext(text, LOOK);

  return (
    <search className="term-find">
      <input
        ref={field}
        value={text}
        aria-label="Find in the terminal"
        placeholder="Find"
        onChange={(event) => {
          setText(event.target.value);
          search.findPrevious(event.target.value, { ...LOOK, incremental: true });
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") onClose();
          else if (event.key === "Enter") (event.shiftKey ? down : up)();
        }}
      />
      <span role="status" className="term-found tabular-nums">
        {text === "" ? "" : found.count === 0 ? "Not found" : found.at < 0 ? `${found.count}` : `${found.at + 1} of ${found.count}`}
      </span>
      <IconButton label="The one above" icon="up" size="sm" disabled={found.count === 0} onClick={up} />
      <IconButton label="The one below" icon="down" size="sm" disabled={found.count === 0} onClick={down} />
      <IconButton label="Close the search" icon="close" size="sm" onClick={onClose} />
    </search>
  );
}
