import type { ReactNode } from "react";
import type { Problem } from "@/lib/core/errors";
import { Button } from "./button";
import { ProblemCallout } from "./callout";

export interface FormFootProps {
  /** What the form sends. */
  sending: { isPending: boolean; error: { problem: Problem } | null };
  /** The word on the button that sends it. */
  submit: string;
  onCancel: () => void;
  /** Further buttons, between the two. */
  children?: ReactNode;
}

/** The end of a form that opened in place: why it was refused, what sends it, and the way out. */
export const FormFoot = ({ sending, submit, onCancel, children }: FormFootProps) => (
  <>
    {sending.error && <ProblemCallout problem={sending.error.problem} />}
    <div className="row max-narrow:flex-wrap">
      <Button variant="primary" type="submit" pending={sending.isPending}>
        {submit}
      </Button>
      {children}
      <Button variant="ghost" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  </>
);
