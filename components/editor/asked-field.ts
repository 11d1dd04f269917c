import type { AskedField } from "@/lib/core/views";

/** Marks the row whose field an issue asks for. */
export const askedId = ({ what, name }: AskedField): string => `asked-${what}-${name}`;

/** From the issue to where it is mended. */
export function goToField(asked: AskedField): void {
  const field = document.getElementById(askedId(asked))?.querySelector<HTMLElement>("textarea, input:not([type=file])");
  field?.scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
}
