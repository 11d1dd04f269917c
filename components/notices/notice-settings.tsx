"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Field, Textarea, TextField } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import { noticeSettingsQuery, useChangeNoticeSettings } from "@/lib/client/notice-actions";
import { problemOf } from "@/lib/core/errors";
import type { NoticeSettingsView } from "@/lib/core/notice-views";
import { draftOf, type SettingsDraft, settingsOf } from "./settings-draft";
import { SmtpCard } from "./smtp-card";

/** How notifications leave the house, and where to. */
export function NoticeSettingsTab() {
  const { data, error } = useQuery(noticeSettingsQuery());
  const save = useChangeNoticeSettings();
  if (error) return <ProblemCallout problem={problemOf(error)} />;
  return data ? <SettingsForm key={JSON.stringify(data)} view={data} save={save} /> : <Skeleton width="100%" height="480px" />;
}

/** Begun anew with what was stored, so what is said of saving is kept above it. */
function SettingsForm({ view, save }: { view: NoticeSettingsView; save: ReturnType<typeof useChangeNoticeSettings> }) {
  const [draft, setDraft] = useState(() => draftOf(view));
  const change = (part: Partial<SettingsDraft>) => setDraft({ ...draft, ...part });
  const isSame = JSON.stringify(draft) === JSON.stringify(draftOf(view));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isSame) save.mutate(settingsOf(draft, view.hasPassword));
  };
  return (
    <form aria-label="Notifications" className="grid gap-5" onSubmit={submit}>
      <div className="notices-two">
        <SmtpCard draft={draft} hasPassword={view.hasPassword} onChange={change} />
        <Card title="Where notifications may go">
          <div className="grid gap-4">
            <AllowList
              label="Allowed mail addresses"
              hint="One on a line: a whole domain such as @lbl.gov, or one address. None: no mail leaves."
              value={draft.allowedMail}
              onChange={(allowedMail) => change({ allowedMail })}
            />
            <AllowList
              label="Allowed webhooks"
              hint="One on a line: how an address must begin, such as https://hooks.slack.com/services/. Private networks only where SPINDLE_PRIVATE_HOSTS lists them."
              value={draft.allowedHooks}
              onChange={(allowedHooks) => change({ allowedHooks })}
            />
            <TextField
              label="Messages per hour"
              hint="To one address; what is more comes together in the next one."
              className="!w-24"
              inputMode="numeric"
              value={draft.perHour}
              onText={(text) => change({ perHour: text })}
            />
          </div>
        </Card>
      </div>
      {save.error && <ProblemCallout problem={save.error.problem} />}
      <div className="row">
        <Button variant="primary" type="submit" pending={save.isPending} disabled={isSame}>
          Save
        </Button>
        {isSame && save.isSuccess && (
          <span className="meta row" role="status">
            <Icon name="check" size="sm" /> Saved
          </span>
        )}
      </div>
    </form>
  );
}

interface AllowListProps {
  label: string;
  hint: string;
  value: string;
  onChange: (value: string) => void;
}

function AllowList({ label, hint, value, onChange }: AllowListProps) {
  return (
    <Field label={label} hint={hint}>
      {(wiring) => <Textarea {...wiring} mono spellCheck={false} rows={4} value={value} onChange={(event) => onChange(event.target.value)} />}
    </Field>
  );
}
