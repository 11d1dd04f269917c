import { ButtonLink } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";

/** An address may name what never was. */
export const Missing = ({ what, back }: { what: string; back: string }) => (
  <EmptyState icon="history" title={`There is no ${what}`} actions={<ButtonLink href={back}>All revisions</ButtonLink>}>
    The address names a revision that this stack never had.
  </EmptyState>
);
