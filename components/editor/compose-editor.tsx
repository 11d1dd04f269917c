"use client";
import { late } from "@/lib/client/late";
import type { CodeMirrorProps } from "./code-mirror";

const CodeMirror = late(
  () => import("./code-mirror").then((part) => part.default),
  () => <EditorSkeleton />,
);

/** The compose editor; its code is fetched when the page that shows it opens. */
export function ComposeEditor(props: CodeMirrorProps) {
  return <CodeMirror {...props} />;
}

/** Lines where lines will be, so that nothing moves when the editor arrives. */
function EditorSkeleton() {
  const widths = [12, 10, 38, 9, 18, 16, 30, 34, 20, 10, 16, 9, 36, 18];
  return (
    <div className="px-[84px] py-[10px]" aria-hidden="true">
      {widths.map((width, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a fixed list of grey bars.
        <div key={line} className="flex h-5 items-center">
          <span className="skeleton" style={{ width: `${width}%` }} />
        </div>
      ))}
    </div>
  );
}
