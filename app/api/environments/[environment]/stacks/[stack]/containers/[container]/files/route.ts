import { apiRoute } from "@/lib/loaders/api-route";
import { fileKeyOf } from "@/lib/loaders/file-request";
import { listFiles } from "@/lib/ops/list-files";

/** What lies in a folder: `?path=/var/log`, or `?at=` with its very bytes; `/` without either. */
export const GET = apiRoute<{ environment: string; stack: string; container: string }>((ctx, place, request) =>
  listFiles({ ctx, input: fileKeyOf(place, request, "/") }),
);
