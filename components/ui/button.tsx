import { clsx } from "clsx";
import Link from "next/link";
import type { ComponentProps, ReactNode } from "react";
import { Icon, type IconName } from "./icon";

export type ButtonVariant = "primary" | "secondary" | "ghost" | "danger" | "danger-quiet";

interface Look {
  variant?: ButtonVariant;
  size?: "sm" | "lg";
  icon?: IconName;
  block?: boolean;
}

export const buttonClass = ({ variant = "secondary", size, block = false }: Look, iconOnly = false): string =>
  clsx("btn", `btn-${variant}`, size && `btn-${size}`, iconOnly && "btn-icon", block && "btn-block");

export interface ButtonProps extends Look, Omit<ComponentProps<"button">, "disabled"> {
  /** Under way: the ring turns and further presses do nothing; the label stays. */
  pending?: boolean;
  /** Why it is off. The button stays reachable, and says so as its description. */
  blocked?: string | null;
  disabled?: boolean;
}

/** One primary a page. A blocked button stays visible; put the reason beside it as well where there is room. */
export function Button({
  variant,
  size,
  icon,
  block,
  pending = false,
  blocked = null,
  disabled = false,
  className,
  children,
  onClick,
  type = "button",
  ...rest
}: ButtonProps) {
  const off = disabled || pending || blocked !== null;
  return (
    <button
      {...rest}
      type={type}
      className={clsx(buttonClass({ variant, size, block }), className)}
      aria-disabled={off || undefined}
      aria-busy={pending || undefined}
      title={blocked ?? rest.title}
      onClick={(event) => (off ? event.preventDefault() : onClick?.(event))}
    >
      {pending ? <Icon name="ring" spin /> : icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  label: string;
  icon: IconName;
  variant?: ButtonVariant;
  size?: "sm" | "lg";
}

/** A square button; its label is its accessible name and its tooltip. */
export function IconButton({ label, icon, variant = "ghost", size, className, type = "button", ...rest }: IconButtonProps) {
  return (
    <button {...rest} type={type} aria-label={label} title={label} className={clsx(buttonClass({ variant, size }, true), className)}>
      <Icon name={icon} />
    </button>
  );
}

export interface ButtonLinkProps extends Look, ComponentProps<typeof Link> {
  children: ReactNode;
}

/** Looks like a button, goes somewhere. */
export function ButtonLink({ variant, size, icon, block, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link {...rest} className={clsx(buttonClass({ variant, size, block }), className)}>
      {icon && <Icon name={icon} />}
      {children}
    </Link>
  );
}
