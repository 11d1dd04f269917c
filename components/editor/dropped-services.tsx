import { Segmented } from "@/components/ui/field";
import { Prose } from "@/components/ui/prose";
import type { DroppedChoice, DroppedChoices } from "@/lib/core/dropped";
import type { ReviewDropped } from "@/lib/core/views";
import { nameList } from "@/lib/format/names";

export interface DroppedServicesProps {
  dropped: readonly ReviewDropped[];
  /** What the person said; of the others, what the review says. */
  choices: DroppedChoices;
  onChoose: (service: string, choice: DroppedChoice) => void;
}

const OPTIONS = [
  { value: "remove", label: "Remove it" },
  { value: "keep", label: "Keep it running" },
] as const;

/** Services that run and that the file does not have: nobody's work ends because of a line that was deleted by mistake. */
export function DroppedServices({ dropped, choices, onChoose }: DroppedServicesProps) {
  if (dropped.length === 0) return null;
  return (
    <section className="side-sec" aria-label="No longer in the file">
      <div className="side-head">
        <h2>No longer in the file</h2>
        <span className="meta">remove or keep?</span>
      </div>
      <ul className="grid gap-4">
        {dropped.map((one) => {
          const { service, outside, sidekicks } = one;
          const choice = (Object.hasOwn(choices, service) ? choices[service] : undefined) ?? one.choice;
          return (
            <li key={service}>
              <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
                <span className="mono strong flex-auto [overflow-wrap:anywhere]">{service}</span>
                <Segmented label={`${service}: remove or keep`} value={choice} options={OPTIONS} onChange={(value) => onChoose(service, value)} />
              </div>
              <p className="hint">
                {sidekicks.length > 0 && <Prose>{`With ${sidekicks.length === 1 ? "its sidekick" : "its sidekicks"} ${nameList(sidekicks)}. `}</Prose>}
                {choice === "keep" ? keptWords(outside) : removedWords(one)}
              </p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

const keptWords = (outside: number | null): string =>
  `Runs on as it is, outside of the file${outside === null ? "" : `, as since revision ${outside}`}. You can still scale, stop and remove it.`;

function removedWords({ containers, hasVolumes }: ReviewDropped): string {
  const volumes = hasVolumes ? " Named volumes stay." : "";
  if (containers === 0) return `There are no containers of it to stop.${volumes}`;
  return containers === 1
    ? `Its container is stopped and kept until you confirm, and removed then.${volumes}`
    : `Its ${containers} containers are stopped and kept until you confirm, and removed then.${volumes}`;
}
