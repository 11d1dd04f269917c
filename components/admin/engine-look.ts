import type { IconName } from "@/components/ui/icon";
import type { EngineStatus } from "@/lib/core/observed";

interface Look {
  words: string;
  icon: IconName;
  tone: "well" | "progress-c" | "broken";
}

const LOOKS: Record<EngineStatus["state"], Look> = {
  up: { words: "Answers", icon: "check-circle", tone: "well" },
  connecting: { words: "Connecting", icon: "ring", tone: "progress-c" },
  down: { words: "Does not answer", icon: "octagon", tone: "broken" },
  "reads-only": { words: "Answers, but changes hang", icon: "octagon", tone: "broken" },
};

export const engineLook = (state: EngineStatus["state"]): Look => LOOKS[state];
