import { problemOf } from "@/lib/core/errors";
import type { AccountStore } from "@/lib/registry/types";

interface Failed {
  accounts: Pick<AccountStore, "credentials" | "noteRefusal">;
  username: string;
  address: string;
  device: string;
  now: number;
}

/** Writes down, behind the answer, that somebody was not let in. A name that is nobody's is not kept: it may be a password in the wrong field. */
export async function noteFailedSignIn({ accounts, username, address, device, now }: Failed, error: unknown): Promise<void> {
  const { code } = problemOf(error);
  if (code !== "SIGN_IN_FAILED" && code !== "TOO_MANY_ATTEMPTS") return;
  const user = await accounts.credentials(username).catch(() => null);
  const reason = code === "TOO_MANY_ATTEMPTS" ? "too many attempts" : user?.disabled ? "the account is disabled" : "wrong name, password or code";
  accounts.noteRefusal(
    {
      actor: { userId: null, username: "somebody" },
      address,
      action: "session.create",
      stackId: null,
      subject: user?.username ?? "an account that does not exist",
      object: { kind: "user", id: user?.id ?? null },
      before: null,
      after: { reason, device },
    },
    now,
  );
}
