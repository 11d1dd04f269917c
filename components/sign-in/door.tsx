import type { ReactNode } from "react";
import { Mark } from "@/components/ui/mark";

/** The page before one is in: mark, title, form. */
export function Door({ title, lead, children, note }: { title: string; lead: ReactNode; children: ReactNode; note?: ReactNode }) {
  return (
    <main className="signin">
      <div className="signin-box">
        <Mark />
        <h1>{title}</h1>
        <p className="ink-2">{lead}</p>
        {children}
        {note && <p className="hint mt-4">{note}</p>}
      </div>
    </main>
  );
}
