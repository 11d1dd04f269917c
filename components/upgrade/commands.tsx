import { Card } from "@/components/ui/card";
import { CodeLine } from "@/components/ui/copy-button";
import type { ServiceView } from "@/lib/core/views";
import { command } from "@/lib/format/command";

/** What the lines were on the command line of Rancher. */
export function Commands({ stack, service }: { stack: string; service: ServiceView }) {
  const at = { stack, service: service.name };
  return (
    <Card title="As a command" meta="what the rancher line was">
      <div className="grid gap-2">
        <CodeLine label="Copy the command that confirms">{command("confirm", at)}</CodeLine>
        <CodeLine label="Copy the command that rolls back">{command("roll-back", at)}</CodeLine>
      </div>
    </Card>
  );
}
