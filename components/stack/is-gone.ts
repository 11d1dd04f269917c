import { SpindleError } from "@/lib/core/errors";

/** The thing shown was removed, or is no longer ours to see. */
export const isGone = (error: unknown): boolean => error instanceof SpindleError && error.problem.code === "NOT_FOUND";
