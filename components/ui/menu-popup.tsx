"use client";
import { Menu } from "@base-ui/react/menu";
import { clsx } from "clsx";
import Link from "next/link";
import { useState } from "react";
import { Icon } from "./icon";
import type { MenuEntry, MenuItem } from "./menu";
import { besidesButton, type PopupProps } from "./use-popup";

function Content({ item }: { item: MenuItem }) {
  return (
    <>
      {item.colour && <span className="env-bar" data-env={item.colour} />}
      {item.icon && <Icon name={item.icon} />}
      <span className="menu-label">
        {item.label}
        {item.blocked && <small>{item.blocked}</small>}
      </span>
      {item.checked && <Icon name="check" className="menu-check" />}
      {item.kbd && <kbd className="kbd">{item.kbd}</kbd>}
    </>
  );
}

function Entry({ item }: { item: MenuItem }) {
  const className = clsx("menu-item", item.danger && "is-danger", item.blocked && "is-blocked");
  if (item.href !== undefined && !item.blocked) {
    return (
      <Menu.LinkItem className={className} render={<Link prefetch={false} href={item.href} />} closeOnClick aria-current={item.checked || undefined}>
        <Content item={item} />
      </Menu.LinkItem>
    );
  }
  if (item.checked !== undefined) {
    return (
      <Menu.CheckboxItem className={className} checked={item.checked} onCheckedChange={() => item.onSelect?.()} closeOnClick>
        <Content item={item} />
      </Menu.CheckboxItem>
    );
  }
  return (
    <Menu.Item className={className} disabled={Boolean(item.blocked)} onClick={() => item.onSelect?.()}>
      <Content item={item} />
    </Menu.Item>
  );
}

const lineKey = (before: MenuEntry | undefined) => `after-${typeof before === "object" ? before.id : "start"}`;

export interface MenuPopupProps extends PopupProps {
  id: string;
  label: string;
  entries: MenuEntry[];
  align: "start" | "end";
  side: "top" | "bottom";
  className: string;
}

/** The open menu; loaded by ./menu when it is first needed. */
export function MenuPopup({ id, label, entries, align, side, className, ...popup }: MenuPopupProps) {
  const { open, anchor } = popup;
  // What was shown last stays while the menu fades.
  const [last, setLast] = useState(entries);
  if (open && last !== entries) setLast(entries);
  return (
    <Menu.Root open={open} modal onOpenChange={besidesButton(popup)}>
      <Menu.Portal>
        <Menu.Positioner anchor={anchor} align={align} side={side} sideOffset={4} collisionPadding={8} className="menu-positioner">
          <Menu.Popup id={id} aria-label={label} finalFocus={anchor} className={className}>
            {(open ? entries : last).map((entry, at, all) =>
              entry === "separator" ? <Menu.Separator key={lineKey(all[at - 1])} className="menu-sep" /> : <Entry key={entry.id} item={entry} />,
            )}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
