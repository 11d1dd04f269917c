import { Icon } from "@/components/ui/icon";
import { Prose } from "@/components/ui/prose";
import type { Fate } from "./generations";

/** What a decision does: what goes, what stays. */
export function FateList({ title, fates }: { title: string; fates: Fate[] }) {
  return (
    <div className="fate">
      <h3>{title}</h3>
      <ul>
        {fates.map(({ tone, icon, text }) => (
          <li key={text}>
            <Icon name={icon} className={tone} />
            <span className="break-words">
              <Prose>{text}</Prose>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
