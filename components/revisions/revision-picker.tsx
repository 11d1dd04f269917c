"use client";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { Select } from "@/components/ui/field";
import { historyQuery } from "@/lib/client/queries";
import type { RevisionSummary, StackView } from "@/lib/core/views";

const MOST_SIGNS = 40;

/** Another pair, without going back to the list. */
export function RevisionPicker({ stack, from, to }: { stack: StackView; from: number; to: number }) {
  const router = useRouter();
  const { data: revisions = [] } = useQuery(historyQuery(stack.environment, stack.name));
  const open = (pair: { from: number; to: number }) =>
    router.push(`/${stack.environment}/stacks/${stack.name}?tab=revisions&from=${pair.from}&to=${pair.to}`, { scroll: false });
  if (revisions.length < 3) return null;
  return (
    <>
      <Choice label="From" chosen={from} revisions={revisions} onChoose={(number) => open({ from: number, to })} />
      <Choice label="To" chosen={to} revisions={revisions} onChoose={(number) => open({ from, to: number })} />
    </>
  );
}

interface ChoiceProps {
  label: string;
  chosen: number;
  revisions: readonly RevisionSummary[];
  onChoose: (number: number) => void;
}

const Choice = ({ label, chosen, revisions, onChoose }: ChoiceProps) => (
  <Select
    className="w-[120px] [&>select]:w-full [&>select]:truncate"
    aria-label={`${label} revision`}
    value={chosen}
    onChange={({ target }) => onChoose(Number(target.value))}
  >
    {revisions.map(({ number, message }) => (
      <option key={number} value={number}>
        {[String(number), message?.slice(0, MOST_SIGNS)].filter(Boolean).join(", ")}
      </option>
    ))}
  </Select>
);
