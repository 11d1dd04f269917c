import { type DehydratedState, dehydrate, QueryClient, type QueryKey } from "@tanstack/react-query";

/** What a server component read, under the keys the page's queries use: the first sight needs no request. */
export function dehydrated(entries: readonly (readonly [QueryKey, unknown])[]): DehydratedState {
  const client = new QueryClient();
  for (const [key, value] of entries) client.setQueryData(key, value);
  return dehydrate(client);
}
