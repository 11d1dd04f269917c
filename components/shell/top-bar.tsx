"use client";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { Fragment } from "react";
import { Bell } from "@/components/notices/bell";
import { IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { EnvironmentTag, Kbd } from "@/components/ui/small";
import { crumbsOf } from "./crumbs";

export function TopBar({
  environment,
  colour,
  onMenu,
  onPalette,
}: {
  environment: string;
  colour: "sandbox" | "dev" | "prod";
  onMenu: () => void;
  onPalette: () => void;
}) {
  const crumbs = crumbsOf(usePathname());
  return (
    <header className="topbar">
      <IconButton label="Menu" icon="menu" className="only-narrow" onClick={onMenu} />
      <nav className="crumbs" aria-label="Breadcrumb">
        <EnvironmentTag name={environment} colour={colour} />
        {crumbs.map(({ label, href, mono }) => (
          <Fragment key={label}>
            <span className="sep" aria-hidden>
              /
            </span>
            {href === null ? (
              <span aria-current="page" className={mono ? "mono truncate" : "truncate"}>
                {label}
              </span>
            ) : (
              <Link href={href} className={mono ? "mono truncate" : "truncate"}>
                {label}
              </Link>
            )}
          </Fragment>
        ))}
      </nav>
      <span className="spacer" />
      <button type="button" className="cmdk" onClick={onPalette} aria-keyshortcuts="Control+K Meta+K">
        <Icon name="search" size="sm" />
        Go to or do
        <Kbd>Ctrl K</Kbd>
      </button>
      <IconButton label="Go to or do" icon="search" className="only-narrow" onClick={onPalette} />
      <Bell environment={environment} />
    </header>
  );
}
