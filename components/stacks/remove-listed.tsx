"use client";
import { useQuery } from "@tanstack/react-query";
import { RemoveDialog } from "@/components/stack/remove-dialog";
import { ProblemCallout } from "@/components/ui/callout";
import { Dialog } from "@/components/ui/dialog";
import { stackQuery } from "@/lib/client/queries";
import { problemOf } from "@/lib/core/errors";
import type { ServiceSummary, StackSummary } from "@/lib/core/views";

/** A row knows too little to say what goes with a stack: its containers and volumes are asked for first. */
export function RemoveListed({ stack, service, onClose }: { stack: StackSummary; service: ServiceSummary | null; onClose: () => void }) {
  const { data, error } = useQuery(stackQuery(stack.environment, stack.name));
  const whole = data && (service === null ? null : data.services.find(({ name }) => name === service.name));
  if (error && !data)
    return (
      <Dialog open onOpenChange={(open) => !open && onClose()} title={`Remove ${service?.name ?? stack.name}`}>
        <ProblemCallout problem={problemOf(error)} />
      </Dialog>
    );
  return data && whole !== undefined ? <RemoveDialog stack={data} service={whole} onClose={onClose} /> : null;
}
