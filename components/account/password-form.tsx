"use client";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { TextField } from "@/components/ui/field";
import { useChangePassword } from "@/lib/client/account-actions";
import { secondFactorQuery } from "@/lib/client/queries";
import { passwordFault, repeatFault } from "@/lib/format/account-rules";

const BLANK = { current: "", next: "", again: "" };

/** Where it is kept here; a directory and a provider keep their own. */
export function Password({ username }: { username: string }) {
  const { data } = useQuery(secondFactorQuery());
  if (data === undefined || data.from === "here") return <PasswordForm username={username} />;
  return (
    <Card title="Password">
      <p className="ink-2">
        {data.from === "directory" ? "It is the one of the directory, and is changed there." : "You sign in at a provider, which keeps your password."}
      </p>
    </Card>
  );
}

/** Changing the password ends the other sessions. */
function PasswordForm({ username }: { username: string }) {
  const [values, setValues] = useState(BLANK);
  const [tried, setTried] = useState(false);
  const change = useChangePassword();
  const faults = { next: passwordFault(values.next), again: repeatFault(values.next, values.again) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.next !== null || faults.again !== null) return;
    change.mutate(
      { current: values.current, next: values.next },
      {
        onSuccess: () => {
          setValues(BLANK);
          setTried(false);
        },
      },
    );
  };
  const field = (name: keyof typeof BLANK, label: string, autoComplete: string, error: string | null = null) => (
    <TextField
      label={label}
      error={tried ? error : null}
      type="password"
      autoComplete={autoComplete}
      required
      value={values[name]}
      onText={(text) => setValues({ ...values, [name]: text })}
    />
  );
  return (
    <Card title="Password">
      <form method="post" className="stack-form" onSubmit={submit} aria-label="Password">
        <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
        {field("current", "Current password", "current-password")}
        {field("next", "New password", "new-password", faults.next)}
        {field("again", "New password, once more", "new-password", faults.again)}
        {change.error && <ProblemCallout problem={change.error.problem} />}
        {change.isSuccess && (
          <Callout tone="quiet" icon="check-circle" title="The password is changed" live>
            Your other sessions were ended.
          </Callout>
        )}
        <div>
          <Button type="submit" pending={change.isPending}>
            Change password
          </Button>
        </div>
      </form>
    </Card>
  );
}
