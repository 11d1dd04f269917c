import type { EngineChoice, EnvironmentAdminView, EnvironmentColour, EnvironmentSettings } from "@/lib/core/environments";

/** An environment as it is being typed. */
export interface EnvironmentDraft {
  name: string;
  colour: EnvironmentColour;
  kind: EngineChoice["kind"];
  path: string;
  host: string;
  port: string;
  secure: "tls" | "plain";
  ca: string;
  certificate: string;
  /** Empty keeps the one that is stored. */
  key: string;
  iKnow: boolean;
  baseDomain: string;
  open: "everybody" | "chosen";
  projects: string[];
  needsApproval: boolean;
  policyOf: string;
}

const EMPTY: EnvironmentDraft = {
  name: "",
  colour: "dev",
  kind: "network",
  path: "",
  host: "",
  port: "2376",
  secure: "tls",
  ca: "",
  certificate: "",
  key: "",
  iKnow: false,
  baseDomain: "",
  open: "everybody",
  projects: [],
  needsApproval: false,
  policyOf: "",
};

export function draftOf(view: EnvironmentAdminView | null): EnvironmentDraft {
  if (view === null) return EMPTY;
  const { name, colour, engine, baseDomain, openTo, needsApproval } = view;
  const network = engine.kind === "network" ? engine : null;
  return {
    ...EMPTY,
    ...{ name, colour, needsApproval },
    kind: engine.kind,
    path: engine.kind === "socket" ? engine.path : "",
    host: network?.host ?? "",
    port: String(network?.port ?? 2376),
    secure: network && network.tls === null ? "plain" : "tls",
    ca: network?.tls?.ca ?? "",
    certificate: network?.tls?.certificate ?? "",
    iKnow: network?.unprotected ?? false,
    baseDomain: baseDomain ?? "",
    open: openTo === null ? "everybody" : "chosen",
    projects: openTo ?? [],
  };
}

export function engineOf(draft: EnvironmentDraft): EngineChoice {
  if (draft.kind === "own") return { kind: "own" };
  if (draft.kind === "socket") return { kind: "socket", path: draft.path.trim() };
  const { ca, certificate, key } = draft;
  const tls = draft.secure === "tls" ? { ca, certificate, key: key.trim() === "" ? null : key } : null;
  return { kind: "network", host: draft.host.trim(), port: Number(draft.port) || 0, tls, unprotected: tls === null && draft.iKnow };
}

export const settingsOf = (draft: EnvironmentDraft): EnvironmentSettings => ({
  name: draft.name.trim(),
  colour: draft.colour,
  engine: engineOf(draft),
  baseDomain: draft.baseDomain.trim() === "" ? null : draft.baseDomain.trim().toLowerCase(),
  openTo: draft.open === "everybody" ? null : draft.projects,
  needsApproval: draft.needsApproval,
});

/** Why it cannot be sent yet; null when it can. */
export function draftFault(draft: EnvironmentDraft, isNew: boolean): string | null {
  if (draft.name.trim() === "") return "Give it a name.";
  if (draft.kind === "socket" && draft.path.trim() === "") return "Write the path of the socket.";
  if (draft.kind === "network") {
    if (draft.host.trim() === "") return "Write the host of the engine.";
    if (draft.secure === "plain" && !draft.iKnow) return "Without TLS you have to say that you know.";
    if (draft.secure === "tls" && (draft.ca.trim() === "" || draft.certificate.trim() === "")) return "Paste the certificates.";
    if (draft.secure === "tls" && isNew && draft.key.trim() === "") return "Paste the client key.";
  }
  return draft.open === "chosen" && draft.projects.length === 0 ? "Choose at least one project." : null;
}
