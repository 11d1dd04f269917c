import "server-only";
import { headers } from "next/headers";
import { getRuntime } from "@/lib/runtime";
import { forPage } from "./page";

/** Notes that a whole page is asked for; parts of one, which a page that stays asks for, do not count. */
export const noteArrival = () =>
  forPage(async ({ actor }) => {
    if ((await headers()).get("accept")?.includes("text/html")) getRuntime().arrivals.note(actor.sessionId);
  });
