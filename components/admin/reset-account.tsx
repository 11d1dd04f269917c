"use client";
import { useState } from "react";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { Tag } from "@/components/ui/small";
import { late } from "@/lib/client/late";
import type { UserView } from "@/lib/core/people";
import type { Reset } from "./reset-dialog";

const ResetDialog = late(() => import("./reset-dialog").then((part) => part.ResetDialog));

const FROM = { here: null, directory: "directory", provider: "provider" } as const;

/** Where the account comes from, and how it is guarded. */
export function AccountTags({ user }: { user: UserView }) {
  const from = FROM[user.from];
  return (
    <>
      {from && <Tag>{from}</Tag>}
      {user.secondFactor && <Tag>second factor</Tag>}
      {user.oneTimePassword && <Tag>password to be chosen</Tag>}
    </>
  );
}

/** For who forgot the password, or lost the device. */
export function ResetMenu({ user, own }: { user: UserView; own: boolean }) {
  const [reset, setReset] = useState<Reset | null>(null);
  const blocked = own ? "Your own is changed under Account." : null;
  const elsewhere = user.from === "here" ? null : "It is kept where the account comes from.";
  const entries: MenuEntry[] = [
    { id: "password", label: "New one-time password", icon: "key", blocked: blocked ?? elsewhere, onSelect: () => setReset("password") },
    {
      id: "second-factor",
      label: "Reset the second factor",
      icon: "key",
      blocked: blocked ?? (user.secondFactor ? null : "There is none."),
      onSelect: () => setReset("second-factor"),
    },
  ];
  return (
    <span className="inline-flex align-middle">
      <Menu label={`More for ${user.username}`} entries={entries} />
      {reset && <ResetDialog user={user} reset={reset} onClose={() => setReset(null)} />}
    </span>
  );
}
