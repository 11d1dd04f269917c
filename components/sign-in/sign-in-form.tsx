"use client";
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { Field, Input } from "@/components/ui/field";
import { useNow } from "@/lib/client/now";
import type { Problem } from "@/lib/core/errors";
import { countdown } from "@/lib/format/duration";
import { problemSentence } from "@/lib/format/sentences";
import { problemFromSignIn } from "./sign-in-problem";

type Failure = Problem & { at: number };

/** The first fields get the keyboard; a wrong try keeps the username and empties the password. */
export function SignInForm({ callbackPath }: { callbackPath: string }) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const until = failure?.code === "TOO_MANY_ATTEMPTS" ? failure.at + failure.data.retryAfterSeconds * 1000 : null;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    setPending(true);
    const { signIn } = await import("next-auth/react");
    const answer = await signIn("credentials", { redirect: false, username, password }).catch(() => undefined);
    if (answer?.ok && !answer.error) return window.location.assign(callbackPath);
    setFailure({ ...problemFromSignIn(answer?.error), at: Date.now() });
    setPassword("");
    setPending(false);
  };

  return (
    <form className="card signin-card" onSubmit={(event) => void submit(event)} aria-label="Sign in">
      <Field label="Username">
        {(wiring) => (
          <Input
            {...wiring}
            large
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            autoFocus
            required
            value={username}
            onChange={(event) => setUsername(event.target.value)}
          />
        )}
      </Field>
      <Field label="Password">
        {(wiring) => (
          <Input
            {...wiring}
            large
            type="password"
            name="password"
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
        )}
      </Field>
      {failure &&
        (until === null ? (
          <ProblemCallout key={failure.at} problem={failure} className="mt-4" />
        ) : (
          <TooMany key={failure.at} failure={failure} until={until} onOver={() => setFailure(null)} />
        ))}
      <Button type="submit" variant="primary" size="lg" block className="mt-5" pending={pending}>
        Sign in
      </Button>
    </form>
  );
}

/** Counts down, then goes away. */
function TooMany({ failure, until, onOver }: { failure: Problem; until: number; onOver: () => void }) {
  const now = useNow();
  const over = now >= until;
  useEffect(() => {
    if (over) onOver();
  }, [over, onOver]);
  const { what, why } = problemSentence(failure);
  return (
    <Callout tone="person" title={what} className="mt-4" live>
      {`${why} Try again in ${countdown(until, now)}.`}
    </Callout>
  );
}
