import type { ReactNode } from "react";
import type { Draft } from "@/components/editor/draft-store";
import type { Newest } from "@/components/editor/image-words";
import { ImagesPanel } from "@/components/editor/images-panel";
import { Workbench, type WorkbenchProps } from "@/components/editor/workbench";
import { MessageField } from "./message-field";
import { withValue } from "./variables";

interface DraftBenchProps extends Pick<WorkbenchProps, "environment" | "review" | "view" | "onView" | "question"> {
  draft: Draft;
  onEdit: (part: Partial<Draft>) => void;
  newest: Newest;
  onNewest: (newest: Newest) => void;
  message: string;
  onMessage: (message: string) => void;
  messageHint: string;
  /** More to decide, such as the strategy of an upgrade. */
  children?: ReactNode;
}

/** The workbench over a draft: its two texts and its variables, and beside them what a deploy takes along. */
export function DraftBench({ draft, onEdit, newest, onNewest, message, onMessage, messageHint, children, ...bench }: DraftBenchProps) {
  const { review, environment } = bench;
  const { text, variables, secondText = "" } = draft;
  return (
    <Workbench
      {...bench}
      text={text}
      onText={(text) => onEdit({ text })}
      variables={variables}
      onVariable={(name, value) => onEdit({ variables: withValue(variables, name, value) })}
      onVariables={(values) => onEdit({ variables: { ...variables, ...values } })}
      second={{ text: secondText, onText: (secondText) => onEdit({ secondText }) }}
      aside={
        <>
          <ImagesPanel environment={environment} images={review.latest?.images ?? []} reviewed={review.reviewed} newest={newest} onNewest={onNewest} />
          {children}
          <MessageField value={message} onChange={onMessage} placeholder={messageHint} />
        </>
      }
    />
  );
}
