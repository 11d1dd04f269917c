import type { ReactNode } from "react";
import { initials } from "@/lib/format/names";

export const Kbd = ({ children }: { children: ReactNode }) => <kbd className="kbd">{children}</kbd>;

export const Tag = ({ children }: { children: ReactNode }) => <span className="tag">{children}</span>;

export const Avatar = ({ name }: { name: string }) => (
  <span className="avatar" aria-hidden>
    {initials(name)}
  </span>
);

/** The name of an environment on its own colour: the only filled colour there is. */
export const EnvironmentTag = ({ name, colour }: { name: string; colour: "sandbox" | "dev" | "prod" }) => (
  <span className="env-tag" data-env={colour}>
    {name}
  </span>
);
