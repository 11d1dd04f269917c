import type { ReactNode } from "react";
import type { Draft } from "@/components/editor/draft-store";
import { failingPulls, type Newest } from "@/components/editor/image-words";
import { ImagesPanel, useRegistry } from "@/components/editor/images-panel";
import { SecretsPanel } from "@/components/editor/secrets-panel";
import type { TypedSecret, TypedSecrets } from "@/components/editor/typed-secrets";
import { Workbench, type WorkbenchProps, type WorkbenchView } from "@/components/editor/workbench";
import type { ReviewView } from "@/lib/core/views";
import { MessageField } from "./message-field";
import { withValue } from "./variables";

const NO_IMAGES: NonNullable<ReviewView["images"]> = [];

/** What a form over a draft knows, whether the stack is new or runs already. */
export interface DraftForm {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  review: WorkbenchProps["review"];
  view: WorkbenchView;
  setView: (view: WorkbenchView) => void;
  newest: Newest;
  setNewest: (newest: Newest) => void;
  /** Texts of secrets, as far as they are typed. */
  secrets: TypedSecrets;
  setSecret: (name: string, secret: TypedSecret | null) => void;
  message: string;
  setMessage: (message: string) => void;
}

interface DraftBenchProps extends Pick<WorkbenchProps, "environment" | "question"> {
  form: DraftForm;
  messageHint: string;
  /** More to decide, such as the strategy of an upgrade. */
  children?: ReactNode;
}

/** The workbench over a draft: its two texts and its variables, and beside them what a deploy takes along. */
export function DraftBench({ environment, form, messageHint, question, children }: DraftBenchProps) {
  const { draft, change, review, newest, setNewest } = form;
  const { text, variables, secondText = "" } = draft;
  const images = review.latest?.images ?? NO_IMAGES;
  const registry = useRegistry(environment, images, review.reviewed);
  return (
    <Workbench
      environment={environment}
      text={text}
      onText={(text) => change({ text })}
      variables={variables}
      onVariable={(name, value) => change({ variables: withValue(variables, name, value) })}
      onVariables={(values) => change({ variables: { ...variables, ...values } })}
      onSecret={(name, text) => form.setSecret(name, { text })}
      second={{ text: secondText, onText: (secondText) => change({ secondText }) }}
      review={review}
      view={form.view}
      onView={form.setView}
      question={question}
      warnings={failingPulls(images, registry.data)}
      aside={
        <>
          <SecretsPanel secrets={review.latest?.secrets ?? []} typed={form.secrets} onType={form.setSecret} />
          <ImagesPanel images={images} reviewed={review.reviewed} registry={registry} newest={newest} onNewest={setNewest} />
          {children}
          <MessageField value={form.message} onChange={form.setMessage} placeholder={messageHint} />
        </>
      }
    />
  );
}
