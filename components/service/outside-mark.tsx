import { Callout } from "@/components/ui/callout";
import { Prose } from "@/components/ui/prose";
import { Tag } from "@/components/ui/small";
import type { ServiceView } from "@/lib/core/views";
import { outsideTitle, outsideWords } from "@/lib/format/outside-sentences";

/** For a row and a head: the file does not have this one. */
export const OutsideMark = ({ outside }: Pick<ServiceView, "outside">) => (outside === undefined ? null : <Tag>Not in the file</Tag>);

/** Why something runs that no file asks for, and what ends it. */
export function OutsideNotice({ services }: { services: readonly Pick<ServiceView, "name" | "outside">[] }) {
  const outside = services.flatMap(({ name, outside: since }) => (since === undefined ? [] : [{ name, since }]));
  if (outside.length === 0) return null;
  return (
    <Callout tone="quiet" title={<Prose>{outsideTitle(outside)}</Prose>}>
      {outsideWords(outside)}
    </Callout>
  );
}
