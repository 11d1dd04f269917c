import type { Prisma } from "@/lib/generated/sqlite/client";

/** Inside a transaction or outside of it: what queries run on. */
export type Queryable = Prisma.TransactionClient;
