import type { SpindleError } from "@/lib/core/errors";
import { Prisma } from "@/lib/generated/sqlite/client";

export const isTaken = (error: unknown): boolean => error instanceof Prisma.PrismaClientKnownRequestError && error.code === "P2002";

/** For `.catch()`: turns a broken unique key into the error a person understands and lets every other one pass. */
export const ifTaken =
  (instead: () => SpindleError) =>
  (error: unknown): never => {
    throw isTaken(error) ? instead() : error;
  };
