"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { TextField } from "@/components/ui/field";
import { useChoosePassword } from "@/lib/client/sign-in-actions";
import { passwordFault, repeatFault } from "@/lib/format/account-rules";

export function NewPasswordForm({ username }: { username: string }) {
  const [next, setNext] = useState("");
  const [again, setAgain] = useState("");
  const [tried, setTried] = useState(false);
  const choose = useChoosePassword();
  const faults = { next: passwordFault(next), again: repeatFault(next, again) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.next === null && faults.again === null) choose.mutate({ next }, { onSuccess: () => window.location.assign("/") });
  };
  return (
    <form method="post" className="card signin-card" onSubmit={submit} aria-label="Choose a password" noValidate>
      <input type="text" name="username" autoComplete="username" value={username} readOnly hidden />
      <TextField
        label="New password"
        hint="At least 10 characters. A few words in a row do well."
        error={tried ? faults.next : null}
        large
        type="password"
        autoFocus
        autoComplete="new-password"
        value={next}
        onText={setNext}
      />
      <TextField label="Once more" error={tried ? faults.again : null} large type="password" autoComplete="new-password" value={again} onText={setAgain} />
      {choose.error && <ProblemCallout problem={choose.error.problem} className="mt-4" />}
      <Button type="submit" variant="primary" size="lg" block className="mt-5" pending={choose.isPending || choose.isSuccess}>
        Use this password
      </Button>
    </form>
  );
}
