import type { BarSentence } from "@/components/editor/review-sentence";
import { count } from "@/lib/format/names";
import type { Tally } from "./import-row";

/** What the bar below the list says. */
export function importSentence({ ready, refused, done, busy, chosen }: Tally, sending: boolean): BarSentence {
  const others =
    refused > 0
      ? ` ${count(refused, "stack")} cannot come in as ${refused === 1 ? "it is" : "they are"}; what is wrong stands beside ${refused === 1 ? "it" : "them"}.`
      : "";
  if (sending) return { tone: "progress", strong: "Deploying.", rest: `${count(done, "stack")} done. A refusal of one does not stop the others.` };
  if (busy) return { tone: "progress", strong: "Reviewing.", rest: "Each stack is checked like a new one." };
  if (ready > 0) return { tone: refused > 0 ? "person" : "well", strong: `${count(ready, "stack")} can be deployed.`, rest: others.trim() };
  if (chosen === 0)
    return done > 0
      ? { tone: "well", strong: `${count(done, "stack")} came in.`, rest: "" }
      : { tone: "stopped", strong: "No stack is chosen.", rest: "Choose what comes in." };
  return { tone: done > 0 ? "person" : "broken", strong: done > 0 ? `${count(done, "stack")} came in.` : "Nothing can be deployed yet.", rest: others.trim() };
}
