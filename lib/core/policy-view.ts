import type { Policy } from "./policy";
import type { Issue } from "./views";

export interface PolicyView {
  environment: string;
  policy: Policy;
  /** Sent back when it is changed. */
  version: string;
}

/** A stack whose present file would be refused if it were deployed again. */
export interface FailingStack {
  stack: string;
  project: string;
  revision: number;
  errors: number;
  /** The first of them. */
  rule: string;
  line: number;
  message: string;
  /** The policy as it is saved refuses it too. */
  already: boolean;
}

export interface PolicyTrial {
  /** What the pasted text is told; null when none was sent. */
  issues: Issue[] | null;
  failing: FailingStack[];
  /** All stacks of the environment. */
  stacks: number;
}
