import { useState } from "react";
import { type TypedSecret, type TypedSecrets, typedNames } from "@/components/editor/typed-secrets";

/** Texts of secrets typed on this page; `names` goes with a review, which must not carry what it does not need. */
export function useTypedSecrets() {
  const [secrets, setSecrets] = useState<TypedSecrets>({});
  const setSecret = (name: string, secret: TypedSecret | null) =>
    setSecrets(({ [name]: _old, ...rest }) => (secret === null ? rest : { ...rest, [name]: secret }));
  return { secrets, setSecret, names: typedNames(secrets) };
}
