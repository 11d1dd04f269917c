import "server-only";
import { notFound, redirect } from "next/navigation";
import { problemOf } from "@/lib/core/errors";
import type { OpContext } from "@/lib/ops/context";
import { noteRefusal } from "@/lib/ops/note-refusal";
import { opContext } from "./context";

/** Runs a read for a page: strangers go to the sign-in page, what is missing or foreign is one and the same 404. */
export async function forPage<T>(read: (ctx: OpContext) => Promise<T>): Promise<T> {
  let ctx: OpContext | null = null;
  try {
    ctx = await opContext();
    return await read(ctx);
  } catch (error) {
    if (ctx) noteRefusal(ctx, error, null);
    const { code } = problemOf(error);
    if (code === "UNAUTHENTICATED") redirect("/sign-in");
    if (code === "PASSWORD_CHANGE_NEEDED") redirect("/new-password");
    if (code === "SECOND_FACTOR_NEEDED") redirect("/second-factor");
    if (code === "NOT_FOUND" || code === "FORBIDDEN") notFound();
    throw error;
  }
}
