import type { TokenScope } from "./api-tokens";

/** The API's document as a page shows it. */
export interface ApiReference {
  groups: { scope: TokenScope; operations: ApiOperation[] }[];
}

export interface ApiOperation {
  id: string;
  method: string;
  path: string;
  summary: string;
  description: string | null;
  parameters: ApiField[];
  /** Of the JSON body; null where there is none. */
  fields: ApiField[] | null;
  answers: { status: string; description: string; shape: string | null }[];
}

export interface ApiField {
  name: string;
  /** `path`, `query`, `header` or `body`. */
  place: string;
  type: string;
  required: boolean;
  description: string | null;
}
