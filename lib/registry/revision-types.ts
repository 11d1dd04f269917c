import type { Scope } from "@/lib/core/access";
import type { StackSpec } from "@/lib/core/spec";
import type { RevisionSummary, RevisionView } from "@/lib/core/views";

export interface RevisionReads {
  /** Newest first, without their texts. */
  history(scope: Scope, stackId: string): Promise<RevisionSummary[]>;
  revision(scope: Scope, stackId: string, number: number): Promise<(RevisionView & { spec: StackSpec; hash: string }) | null>;
  /** The variables of the named revisions, in the clear: for whoever must hide them, or deploy with them. */
  variablesOf(stackId: string, revisions: number[]): Promise<Record<string, string>[]>;
}

export interface RevisionWrites {
  /** Returns the new revision's number, one more than the last. */
  addRevision(input: {
    stackId: string;
    composeText: string;
    rancherText?: string | null | undefined;
    variables: Record<string, string>;
    spec: StackSpec;
    hash: string;
    authorId: string;
    approvedBy?: string | null;
    message: string | null;
    at: number;
    /** Services that run on outside of this file, and since which revision they do; null is this one. */
    outside?: Record<string, number | null>;
  }): Promise<number>;
  /** What runs outside of a revision's file is known only later: somebody went back with a service alone. */
  setOutside(stackId: string, revision: number, outside: Record<string, number>): Promise<void>;
}
