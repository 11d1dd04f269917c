import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { AuditDetail, AuditPage } from "@/lib/core/audit";
import type { ForwardState } from "@/lib/core/audit-forward";
import { type Cast, readCast } from "@/lib/core/recording";
import { getJson, keys, stackPath } from "./queries";

/** Whose log: everything one may read, what one did oneself, or one stack's. */
export type Book = { of: "all" } | { of: "oneself" } | { of: "stack"; environment: string; stack: string };

/** Where a book is read, without its filter. */
export const bookPath = (book: Book, part = ""): string =>
  book.of === "stack" ? `${stackPath(book.environment, book.stack)}/audit${part}` : `/api/audit${part}`;

export const bookQuery = (book: Book, query: string): string => [book.of === "oneself" ? "mine=1" : "", query].filter(Boolean).join("&");

export const auditKey = (book: Book, query: string) => [...keys.audit, "lines", bookPath(book), bookQuery(book, query)] as const;

/** Pages of a hundred, newest first, as far down as one has read. */
export const auditQuery = (book: Book, query: string) =>
  infiniteQueryOptions({
    queryKey: auditKey(book, query),
    queryFn: ({ pageParam, signal }) => {
      const asked = [bookQuery(book, query), pageParam === null ? "" : `before=${pageParam}`].filter(Boolean).join("&");
      return getJson<AuditPage>(`${bookPath(book)}${asked === "" ? "" : `?${asked}`}`, signal);
    },
    initialPageParam: null as number | null,
    getNextPageParam: (page: AuditPage) => page.older,
  });

/** A page that came with the server's own rendering, in the form of the query above. */
export const firstAuditPage = (page: AuditPage) => ({ pages: [page], pageParams: [null] });

export const auditEntryQuery = (number: number) =>
  queryOptions({ queryKey: [...keys.audit, "entry", number], queryFn: ({ signal }) => getJson<AuditDetail>(`/api/audit/${number}`, signal) });

export const auditNamesQuery = (book: Book) =>
  queryOptions({
    queryKey: [...keys.audit, "names", bookPath(book), book.of],
    queryFn: ({ signal }) => getJson<{ people: string[]; stacks: string[] }>(`${bookPath(book, "/names")}${book.of === "oneself" ? "?mine=1" : ""}`, signal),
  });

/** Under the audit's keys: it is asked anew with each row that is told. */
export const auditStateQuery = () =>
  queryOptions({ queryKey: [...keys.audit, "state"], queryFn: ({ signal }) => getJson<{ forward: ForwardState | null }>("/api/audit/state", signal) });

export const recordingPath = (number: number): string => `/api/audit/${number}/recording`;

/** Not under the audit's keys: what was recorded does not change, and each look at it is written down. */
export const recordingQuery = (number: number) =>
  queryOptions({
    queryKey: ["recording", number],
    queryFn: async ({ signal }): Promise<Cast> => {
      const response = await fetch(recordingPath(number), { signal, cache: "no-store" });
      if (!response.ok) throw new Error(`the recording was not sent: ${response.status}`);
      return readCast(await response.text());
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
