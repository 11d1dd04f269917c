"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Icon, type IconName } from "@/components/ui/icon";
import { stacksQuery } from "@/lib/client/queries";
import { can } from "@/lib/core/access";
import type { ActorView } from "@/lib/core/people";

function Item({ href, icon, label, children }: { href: string; icon: IconName; label: string; children?: React.ReactNode }) {
  const pathname = usePathname();
  const here = pathname === href || pathname.startsWith(`${href}/`);
  return (
    <Link href={href} aria-current={here ? "page" : undefined}>
      <Icon name={icon} />
      {label}
      {children}
    </Link>
  );
}

/** Only what works: no dead links. */
export function Navigation({ environment, actor }: { environment: string; actor: ActorView }) {
  const { data } = useQuery(stacksQuery(environment));
  const base = `/${encodeURIComponent(environment)}`;
  const waiting = (data?.needsYou.length ?? 0) + (data?.offers?.length ?? 0);
  const invited = data?.invited ?? 0;
  const running = data?.stacks.filter((stack) => stack.lastChange?.status === "running").length ?? 0;
  return (
    <nav className="nav" aria-label="Main">
      <Item href={`${base}/stacks`} icon="stacks" label="Stacks">
        {waiting > 0 && (
          <span className="count-person">
            <Icon name="hand" size="sm" />
            {waiting}
            <span className="sr-only"> {waiting === 1 ? "needs" : "need"} you</span>
          </span>
        )}
      </Item>
      <Item href={`${base}/secrets`} icon="key" label="Secrets" />
      <Item href={`${base}/activity`} icon="activity" label="Activity">
        {running > 0 && <span className="count">{running} running</span>}
      </Item>
      <Item href={`${base}/projects`} icon="users" label="Projects">
        {invited > 0 && (
          <span className="count-person">
            <Icon name="hand" size="sm" />
            {invited}
            <span className="sr-only"> {invited === 1 ? "invitation" : "invitations"}</span>
          </span>
        )}
      </Item>
      {can(actor, "environment.read", null) && (
        <>
          <div className="nav-sep" />
          <Item href={`${base}/admin`} icon="admin" label="Admin" />
        </>
      )}
    </nav>
  );
}
