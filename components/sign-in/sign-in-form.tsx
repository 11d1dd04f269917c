"use client";
import { type FormEvent, useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout, ProblemCallout } from "@/components/ui/callout";
import { TextField } from "@/components/ui/field";
import { useNow } from "@/lib/client/now";
import type { Problem, ProviderRefusal } from "@/lib/core/errors";
import { countdown } from "@/lib/format/duration";
import { problemSentence } from "@/lib/format/sentences";
import { problemFromSignIn } from "./sign-in-problem";

type Failure = Problem & { at: number };

/**
 * The first fields get the keyboard; a wrong try keeps the username and empties the password. The code is asked for after any failure: what failed is not
 * said, so neither is who has a second factor. With the first question for it the password stays.
 */
export function SignInForm({ callbackPath, provider, refused }: { callbackPath: string; provider: string | null; refused: ProviderRefusal | null }) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState<string | null>(null);
  const [pending, setPending] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const until = failure?.code === "TOO_MANY_ATTEMPTS" ? failure.at + failure.data.retryAfterSeconds * 1000 : null;

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (pending) return;
    setPending(true);
    const { signIn } = await import("next-auth/react");
    const answer = await signIn("credentials", { redirect: false, username, password, code: code ?? "" }).catch(() => undefined);
    if (answer?.ok && !answer.error) return window.location.assign(callbackPath);
    const problem = problemFromSignIn(answer?.error);
    setFailure({ ...problem, at: Date.now() });
    if (code !== null && problem.code === "SIGN_IN_FAILED") setPassword("");
    if (problem.code === "SIGN_IN_FAILED") setCode("");
    setPending(false);
  };

  return (
    <form method="post" className="card signin-card" onSubmit={(event) => void submit(event)} aria-label="Sign in">
      <TextField
        label="Username"
        large
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        required
        value={username}
        onText={setUsername}
      />
      <TextField label="Password" large type="password" name="password" autoComplete="current-password" required value={password} onText={setPassword} />
      {code !== null && (
        <TextField
          label="Code"
          hint="Of your authenticator, or a recovery code. Leave it empty without a second factor."
          large
          mono
          name="code"
          autoComplete="one-time-code"
          value={code}
          onText={setCode}
        />
      )}
      {refused && !failure && <ProblemCallout problem={{ code: "PROVIDER_REFUSED", data: { reason: refused } }} className="mt-4" />}
      {failure &&
        (until === null ? (
          <ProblemCallout key={failure.at} problem={failure} className="mt-4" />
        ) : (
          <TooMany key={failure.at} failure={failure} until={until} onOver={() => setFailure(null)} />
        ))}
      <Button type="submit" variant="primary" size="lg" block className="mt-5" pending={pending}>
        Sign in
      </Button>
      {code === null && (
        <p className="hint mt-4">
          <button type="button" className="link" onClick={() => setCode("")}>
            I have a second factor
          </button>
        </p>
      )}
      {provider !== null && <AtProvider name={provider} callbackPath={callbackPath} />}
    </form>
  );
}

function AtProvider({ name, callbackPath }: { name: string; callbackPath: string }) {
  const [pending, setPending] = useState(false);
  const go = async () => {
    setPending(true);
    const { signIn } = await import("next-auth/react");
    await signIn("oidc", { callbackUrl: callbackPath }).catch(() => setPending(false));
  };
  return (
    <>
      <p className="or">or</p>
      <Button size="lg" block pending={pending} onClick={() => void go()}>
        {`Sign in with ${name}`}
      </Button>
    </>
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
