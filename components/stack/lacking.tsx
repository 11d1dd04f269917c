import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { type Permission, rolesWith } from "@/lib/core/access";
import { lacksRight, switchesOf } from "@/lib/core/stack-rights";
import type { StackView } from "@/lib/core/views";
import { lacksSentence, rightWords } from "@/lib/format/right-words";

type Reader = Pick<StackView, "lacks" | "switches">;

/** Why something is off for this reader, and which role could; null where they may. */
export const lackOf = (stack: Reader, permission: Permission): string | null =>
  lacksRight(stack, permission) ? lacksSentence(permission, rolesWith(permission, switchesOf(stack))) : null;

/** In place of what the reader has no right to. */
export function Lacking({ stack, permission }: { stack: Pick<StackView, "environment" | "name" | "lacks" | "switches">; permission: Permission }) {
  return (
    <EmptyState
      icon="key"
      title={`You may not ${rightWords(permission)}`}
      actions={<ButtonLink href={`/${stack.environment}/stacks/${stack.name}?tab=access`}>Who may do what</ButtonLink>}
    >
      {lacksSentence(permission, rolesWith(permission, switchesOf(stack)))}
    </EmptyState>
  );
}
