import type { MemberRole } from "./access";
import type { DesiredService } from "./desired";

/** A stored secret as people see it: everything but its text. */
export interface SecretView {
  stack: string;
  project: string;
  name: string;
  /** Counts the texts it has had. */
  version: number;
  bytes: number;
  createdAt: number;
  changedAt: number;
  /** Who wrote the present text. */
  author: string;
  usedBy: SecretUse[];
  /** The asker's role in the project of the stack. */
  member: MemberRole | null;
}

export interface SecretList {
  secrets: SecretView[];
  /** Names of the stacks that the asker may give a secret. */
  writable: string[];
}

/** A service whose containers have a text of the secret. */
export interface SecretUse {
  service: string;
  version: number;
  /** Of what an upgrade keeps for the way back. */
  kept: boolean;
}

/** A secret of which services still have an older text. */
export interface OldSecret {
  name: string;
  services: string[];
}

export const MOST_SECRET_BYTES = 500_000;
/** In one stack. */
export const MOST_SECRETS = 100;

/** Which services have which text of a secret, those of a kept generation too. */
export function usesOf(name: string, services: readonly DesiredService[]): SecretUse[] {
  return services.flatMap((service) =>
    [service.target, service.kept].flatMap((generation) =>
      (generation?.spec.secrets ?? []).flatMap(({ source, version = 1 }) =>
        source === name ? [{ service: service.name, version, kept: generation !== service.target }] : [],
      ),
    ),
  );
}

/** Services that a new deploy of the same file would give the present text. */
export const servicesBehind = ({ usedBy, version }: Pick<SecretView, "usedBy" | "version">): string[] => [
  ...new Set(usedBy.filter((use) => !use.kept && use.version < version).map(({ service }) => service)),
];

/** Of the secrets of one stack, those that a new deploy of its file would hand out anew. */
export function oldSecrets(secrets: readonly Pick<SecretView, "name" | "version">[], services: readonly DesiredService[]): OldSecret[] {
  const all = secrets.map(({ name, version }) => ({ name, services: servicesBehind({ version, usedBy: usesOf(name, services) }) }));
  return all.filter((one) => one.services.length > 0);
}
