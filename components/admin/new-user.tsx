"use client";
import { type FormEvent, useState } from "react";
import { Segmented, TextField } from "@/components/ui/field";
import { FormFoot } from "@/components/ui/form-foot";
import { useCreateUser } from "@/lib/client/account-actions";
import { SITE_ROLES, type SiteRole } from "@/lib/core/access";
import { passwordFault, usernameFault } from "@/lib/format/account-rules";
import { capital } from "@/lib/format/names";
import { roleWord } from "@/lib/format/right-words";

/** The one used most comes first. */
const ROLES = [...SITE_ROLES].reverse().map((value) => ({ value, label: capital(roleWord(value)) }));

/** The new person signs in with this password once, and chooses another. */
export function NewUser({ onDone }: { onDone: () => void }) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [role, setRole] = useState<SiteRole>("user");
  const [tried, setTried] = useState(false);
  const create = useCreateUser();
  const faults = { username: usernameFault(username), password: passwordFault(password) };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (faults.username === null && faults.password === null) create.mutate({ username, password, role }, { onSuccess: onDone });
  };
  return (
    <form method="post" className="card form-card mb-4" onSubmit={submit} aria-label="New user">
      <div className="form-grid">
        <TextField
          label="Username"
          hint="Also the name of their project."
          error={tried ? faults.username : null}
          mono
          autoFocus
          value={username}
          onText={(text) => setUsername(text.trim())}
        />
        <TextField
          label="Password"
          hint="At least 10 characters. Good for three days, and only to choose their own."
          error={tried ? faults.password : null}
          type="password"
          autoComplete="new-password"
          value={password}
          onText={setPassword}
        />
        <div className="field">
          <span className="label">Role</span>
          <Segmented label="Role" value={role} options={ROLES} onChange={setRole} />
        </div>
      </div>
      <FormFoot sending={create} submit="Create user" onCancel={onDone} />
    </form>
  );
}
