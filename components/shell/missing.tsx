import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** Missing and foreign look the same. */
export function Missing() {
  return (
    <main className="content">
      <EmptyState icon="search" title="There is nothing here" actions={<ButtonLink href="/">To your stacks</ButtonLink>}>
        It was removed, renamed, or belongs to somebody else.
      </EmptyState>
    </main>
  );
}
