"use client";
import { type FormEvent, useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { Field, Input } from "@/components/ui/field";
import { useOfferStack } from "@/lib/client/project-actions";
import type { StackView } from "@/lib/core/views";
import { lackOf } from "./lacking";
import { OfferNotice } from "./offer-notice";

/** Offers the stack to another project; the other side accepts. */
export function TransferCard({ stack }: { stack: StackView }) {
  const [project, setProject] = useState("");
  const offer = useOfferStack();
  const blocked = lackOf(stack, "stack.transfer");
  if (stack.offer) return <OfferNotice stack={stack} />;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (blocked === null && project !== "") offer.mutate({ environment: stack.environment, stack: stack.name, project }, { onSuccess: () => setProject("") });
  };
  return (
    <Card title="Hand to another project">
      <form className="stack-form" onSubmit={submit} aria-label="Hand to another project">
        <Field
          label="Project"
          className="max-w-[360px]"
          hint="By its exact name; a person’s own project is called like the person. An owner or maintainer there accepts, and only then it moves, with its containers, volumes, secrets, ports and history."
        >
          {(wiring) => (
            <Input {...wiring} mono autoComplete="off" spellCheck={false} value={project} onChange={(event) => setProject(event.target.value.trim())} />
          )}
        </Field>
        {offer.error && <ProblemCallout problem={offer.error.problem} />}
        <div>
          <Button type="submit" blocked={blocked} disabled={project === ""} pending={offer.isPending}>
            Offer
          </Button>
          {blocked && <p className="hint mt-2">{blocked}</p>}
        </div>
      </form>
    </Card>
  );
}
