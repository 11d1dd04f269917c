/** Written as YAML: one line a value, so that two specs can be compared line by line. What says nothing (null, empty, false) is left out. */
export function specLines(value: unknown, indent = 0): string[] {
  const pad = "  ".repeat(indent);
  if (Array.isArray(value)) return value.flatMap((entry) => listEntry(entry, indent));
  if (!isRecord(value)) return [`${pad}${scalar(value)}`];
  return Object.keys(value)
    .filter((key) => says(value[key]))
    .flatMap((key) => (isBranch(value[key]) ? [`${pad}${key}:`, ...specLines(value[key], indent + 1)] : [`${pad}${key}: ${scalar(value[key])}`]));
}

function listEntry(entry: unknown, indent: number): string[] {
  const pad = "  ".repeat(indent);
  if (!isBranch(entry)) return [`${pad}- ${scalar(entry)}`];
  const [first = "", ...rest] = specLines(entry, indent + 1);
  return [`${pad}- ${first.trimStart()}`, ...rest];
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const isBranch = (value: unknown): boolean => (Array.isArray(value) ? value.length > 0 : isRecord(value) && Object.keys(value).length > 0);
const says = (value: unknown): boolean => value !== null && value !== undefined && value !== false && (typeof value !== "object" || isBranch(value));

/** Quotes only what YAML would read as something else. */
function scalar(value: unknown): string {
  if (typeof value !== "string") return JSON.stringify(value) ?? "null";
  const plain = /^[A-Za-z/._][\w./:@+-]*(?: [\w./:@+-]+)*$/.test(value) && !/^(?:true|false|null|yes|no|on|off|~)$/i.test(value) && !/: |:$/.test(value);
  return plain ? value : JSON.stringify(value);
}
