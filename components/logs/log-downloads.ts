import { keptPath } from "@/lib/client/log-kept";
import { filters, type LogQuestion } from "@/lib/client/log-question";
import type { LogReader } from "@/lib/client/log-reader";
import { stackPath } from "@/lib/client/queries";
import { keptQuery } from "@/lib/core/kept-logs";
import type { LogScope } from "./log-scope";

export interface LogDownload {
  what: string;
  more: string;
  address: string;
}

/** Files of what is asked for, of all that is kept, and of what the engine has; as far as there are any. */
export function logDownloads({ environment, stack, service, containers }: LogScope, reader: LogReader, question: LogQuestion): LogDownload[] {
  const query = new URLSearchParams();
  if (service !== null) query.set("service", service);
  for (const container of containers ?? []) query.append("container", container);
  const engine = `${stackPath(environment, stack)}/logs${query.size > 0 ? `?${query}` : ""}`;
  const downloads: LogDownload[] = [{ what: "What the engine has", more: "Of the containers there are now", address: engine }];
  if (reader.snapshot().keeping !== "on") return downloads;
  const kept = (filter: Parameters<typeof keptQuery>[0]) => `${keptPath(environment, stack)}/download?${keptQuery(filter, undefined, { gzip: 1 })}`;
  downloads.unshift({ what: "All kept lines", more: "Also of containers that are gone, gzip", address: kept({ service }) });
  const filter = reader.keptFilter();
  const isAsked = filters(question) || question.since !== null || question.until !== null;
  if (filter !== null && isAsked) downloads.unshift({ what: "What is asked for", more: "Kept lines that match, gzip", address: kept(filter) });
  return downloads;
}
