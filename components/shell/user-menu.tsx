"use client";
import { useTheme } from "next-themes";
import { Icon } from "@/components/ui/icon";
import { Menu, type MenuEntry } from "@/components/ui/menu";
import { Avatar } from "@/components/ui/small";
import { useSocket } from "@/lib/client/live";
import type { LiveSocket } from "@/lib/client/socket";
import type { ActorView } from "@/lib/core/people";
import { roleWord } from "@/lib/format/right-words";

const THEMES = [
  { id: "light", label: "Light", icon: "sun" },
  { id: "dark", label: "Dark", icon: "moon" },
  { id: "system", label: "As the system", icon: "system" },
] as const;

/** The line ends first: told of the end of its session, it would send the next one who signs in here back to this page. */
async function leave(socket: LiveSocket) {
  const { signOut } = await import("next-auth/react");
  socket.stop();
  await signOut({ callbackUrl: "/sign-in" }).catch(() => socket.start());
}

export function UserMenu({ actor, environment, onKeys }: { actor: ActorView; environment: string; onKeys: () => void }) {
  const { theme = "system", setTheme } = useTheme();
  const socket = useSocket();
  const entries = (): MenuEntry[] => [
    { id: "account", label: "Account", icon: "user", href: `/${encodeURIComponent(environment)}/account` },
    { id: "keys", label: "Keys", icon: "keyboard", kbd: "?", onSelect: onKeys },
    "separator",
    ...THEMES.map((choice) => ({ ...choice, checked: choice.id === theme, onSelect: () => setTheme(choice.id) })),
    "separator",
    { id: "sign-out", label: "Sign out", icon: "sign-out", onSelect: () => void leave(socket) },
  ];
  return (
    <Menu label={`${actor.username}, your menu`} className="user" align="start" side="top" wide entries={entries}>
      <Avatar name={actor.username} />
      <span className="user-name">
        {actor.username}
        <small>{roleWord(actor.role)}</small>
      </span>
      <Icon name="more" />
    </Menu>
  );
}
