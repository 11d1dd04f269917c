/** An emptied field means "use the default", so the name is dropped. */
export function withValue(variables: Readonly<Record<string, string>>, name: string, value: string): Record<string, string> {
  const { [name]: _old, ...rest } = variables;
  return value === "" ? rest : { ...rest, [name]: value };
}
