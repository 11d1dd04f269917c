"use client";
import { useTheme } from "next-themes";
import { Icon } from "@/components/ui/icon";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { Avatar } from "@/components/ui/small";
import type { ActorView } from "@/lib/core/views";

const THEMES = [
  { id: "light", label: "Light", icon: "sun" },
  { id: "dark", label: "Dark", icon: "moon" },
  { id: "system", label: "As the system", icon: "system" },
] as const;

async function leave() {
  const { signOut } = await import("next-auth/react");
  await signOut({ callbackUrl: "/sign-in" });
}

export function UserMenu({ actor, environment, onKeys }: { actor: ActorView; environment: string; onKeys: () => void }) {
  const { theme = "system", setTheme } = useTheme();
  const entries = (): MenuEntry[] => [
    { id: "account", label: "Account", icon: "user", href: `/${encodeURIComponent(environment)}/account` },
    { id: "keys", label: "Keys", icon: "keyboard", kbd: "?", onSelect: onKeys },
    "separator",
    ...THEMES.map((choice) => ({ ...choice, checked: choice.id === theme, onSelect: () => setTheme(choice.id) })),
    "separator",
    { id: "sign-out", label: "Sign out", icon: "sign-out", onSelect: () => void leave() },
  ];
  return (
    <Menu label={`${actor.username}, your menu`} className="user" align="start" side="top" wide entries={entries}>
      <Avatar name={actor.username} />
      <span className="user-name">
        {actor.username}
        <small>{actor.role === "admin" ? "administrator" : "member"}</small>
      </span>
      <Icon name="more" />
    </Menu>
  );
}
