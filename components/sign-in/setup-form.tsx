"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { TextField } from "@/components/ui/field";
import { useSetup } from "@/lib/client/account-actions";
import { passwordFault, repeatFault, usernameFault } from "@/lib/format/account-rules";

/** Makes the administrator, signs them in and goes home. */
export function SetupForm() {
  const [values, setValues] = useState({ token: "", username: "", password: "", again: "" });
  const [tried, setTried] = useState(false);
  const [signingIn, setSigningIn] = useState(false);
  const setup = useSetup();
  const faults = {
    token: values.token === "" ? "The server printed it when it started." : null,
    username: usernameFault(values.username),
    password: passwordFault(values.password),
    again: repeatFault(values.password, values.again),
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(faults).some((fault) => fault !== null) || setup.isPending) return;
    const { token, username, password } = values;
    try {
      await setup.mutateAsync({ token: token.trim(), username, password });
    } catch {
      return;
    }
    setSigningIn(true);
    const { signIn } = await import("next-auth/react");
    const answer = await signIn("credentials", { redirect: false, username, password }).catch(() => undefined);
    window.location.assign(answer?.ok && !answer.error ? "/" : "/sign-in");
  };
  const field = (name: keyof typeof values, label: string, rest: React.ComponentProps<"input">, hint?: string) => (
    <TextField
      label={label}
      hint={hint}
      error={tried ? faults[name] : null}
      {...rest}
      large
      mono={name === "token"}
      spellCheck={false}
      name={name}
      value={values[name]}
      onText={(text) => setValues({ ...values, [name]: text })}
    />
  );
  return (
    <form method="post" className="card signin-card" onSubmit={(event) => void submit(event)} aria-label="First run" noValidate>
      {field("token", "Token", { autoComplete: "off", autoFocus: true }, "From the server’s console; good for 15 minutes.")}
      {field("username", "Username", { autoComplete: "username", autoCapitalize: "none" })}
      {field("password", "Password", { type: "password", autoComplete: "new-password" }, "At least 10 characters. A few words in a row do well.")}
      {field("again", "Once more", { type: "password", autoComplete: "new-password" })}
      {setup.error && <ProblemCallout problem={setup.error.problem} className="mt-4" />}
      <Button type="submit" variant="primary" size="lg" block className="mt-5" pending={setup.isPending || signingIn}>
        Create administrator
      </Button>
    </form>
  );
}
