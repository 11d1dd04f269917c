import { Field, Input } from "@/components/ui/field";

/** Why this revision is made, for those who look at the history later. */
export function MessageField({ value, onChange, placeholder }: { value: string; onChange: (value: string) => void; placeholder: string }) {
  return (
    <div className="side-sec">
      <Field label="Message" hint="Stands beside the revision.">
        {(wiring) => <Input {...wiring} value={value} maxLength={500} placeholder={placeholder} onChange={(event) => onChange(event.target.value)} />}
      </Field>
    </div>
  );
}
