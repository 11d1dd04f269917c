"use client";
import { mergeAction } from "@/lib/actions/stacks";

export type AskMerge = typeof mergeAction;
/** Changes nothing: several compose files as one. */
export const askMerge: AskMerge = (input) => mergeAction(input);
