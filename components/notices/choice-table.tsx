"use client";
import { Checkbox } from "@/components/ui/field";
import { type Channel, type NoticeChoice, type NoticeKind, SITE_NOTICES, STACK_NOTICES } from "@/lib/core/notice-choices";
import { noticeKindHint, noticeKindWord } from "@/lib/format/notice-sentences";

const HEADS: Record<Channel, string> = { bell: "Bell", mail: "Mail", webhook: "Webhook" };
const BY: Record<Channel, string> = { bell: "in the bell", mail: "by mail", webhook: "by webhook" };

export interface ChoiceTableProps {
  label: string;
  choice: NoticeChoice;
  /** The ways out that this person has; the bell is always there. */
  ways: readonly Exclude<Channel, "bell">[];
  /** Also what those are told who keep the installation going. */
  site?: boolean;
  disabled?: boolean;
  onChange: (choice: NoticeChoice) => void;
}

/** What is told, by which way: one box for each. */
export function ChoiceTable({ label, choice, ways, site = false, disabled = false, onChange }: ChoiceTableProps) {
  const channels: Channel[] = ["bell", ...ways];
  const toggle = (channel: Channel, kind: NoticeKind) => {
    const chosen = choice[channel];
    onChange({ ...choice, [channel]: chosen.includes(kind) ? chosen.filter((one) => one !== kind) : [...chosen, kind] });
  };
  return (
    <table className="choice-table" aria-label={label}>
      <thead>
        <tr>
          <th scope="col">Tell me of</th>
          {channels.map((channel) => (
            <th key={channel} scope="col">
              {HEADS[channel]}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {[...STACK_NOTICES, ...(site ? SITE_NOTICES : [])].map((kind) => (
          <tr key={kind}>
            <th scope="row">
              {noticeKindWord(kind)}
              <small>{noticeKindHint(kind)}</small>
            </th>
            {channels.map((channel) => (
              <td key={channel}>
                <Checkbox checked={choice[channel].includes(kind)} disabled={disabled} onChange={() => toggle(channel, kind)}>
                  <span className="sr-only">{`${noticeKindWord(kind)} ${BY[channel]}`}</span>
                </Checkbox>
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
