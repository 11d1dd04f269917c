"use client";
import { clsx } from "clsx";
import { type ReactNode, useId } from "react";
import { late } from "@/lib/client/late";
import { buttonClass } from "./button";
import { Icon, type IconName } from "./icon";
import { usePopup } from "./use-popup";

export interface MenuItem {
  id: string;
  label: ReactNode;
  icon?: IconName;
  kbd?: string;
  danger?: boolean;
  /** Why it is off; it stays in the menu and says so. */
  blocked?: string | null;
  /** One of several choices: marks the one that holds. */
  checked?: boolean;
  /** Ground colour of an environment before the label. */
  colour?: "sandbox" | "dev" | "prod";
  href?: string;
  onSelect?: () => void;
}
export type MenuEntry = MenuItem | "separator";

const Popup = late(() => import("./menu-popup").then((part) => part.MenuPopup));

/** A button with a menu. Without `children` it is the three dots. */
export function Menu({
  label,
  entries,
  children,
  className,
  align = "end",
  side = "bottom",
  wide = false,
}: {
  label: string;
  entries: MenuEntry[] | (() => MenuEntry[]);
  children?: ReactNode;
  className?: string;
  align?: "start" | "end";
  side?: "top" | "bottom";
  /** As wide as its button. */
  wide?: boolean;
}) {
  const { open, used, show, button, popup } = usePopup(Popup.near);
  const id = useId();
  return (
    <>
      <button
        {...button}
        type="button"
        className={className ?? buttonClass({ variant: "ghost", size: "sm" }, true)}
        aria-label={label}
        aria-haspopup="menu"
        aria-controls={open ? id : undefined}
        onKeyDown={(event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          show();
        }}
      >
        {children ?? <Icon name="more" />}
      </button>
      {used && (
        <Popup
          {...popup}
          id={id}
          label={label}
          entries={open ? (typeof entries === "function" ? entries() : entries) : []}
          align={align}
          side={side}
          className={clsx("menu", wide && "menu-wide")}
        />
      )}
    </>
  );
}
