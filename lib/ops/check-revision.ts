import type { Alongside, OwnThings } from "@/lib/compose/desk";
import type { DesiredService } from "@/lib/core/desired";
import { fail, type PolicyWayOut } from "@/lib/core/errors";
import { hide, secretsOf } from "@/lib/core/masking";
import type { Policy } from "@/lib/core/policy";
import type { Issue, RevisionView } from "@/lib/core/views";
import type { RegistryReads, StackRow } from "@/lib/registry/types";
import { withNumbers } from "./asker";
import type { Tx } from "./change-stack";
import type { OpContext } from "./context";
import { ownOf } from "./own-secrets";

export type RevisionFile = Pick<RevisionView, "composeText" | "rancherText" | "variables" | "author">;

/** What a policy says against a stored file, as its author was granted things. */
export async function errorsOfRevision(
  { readCompose, numbersOf }: Pick<OpContext, "readCompose"> & Pick<RegistryReads, "numbersOf">,
  stack: Pick<StackRow, "name" | "project">,
  file: RevisionFile,
  policy: Policy,
  own: OwnThings,
  alongside: readonly Alongside[] = [],
): Promise<Issue[]> {
  const asker = await withNumbers({ numbersOf }, { username: file.author, projects: [stack.project] });
  const { issues } = await readCompose(file.composeText, {
    stackName: stack.name,
    variables: file.variables,
    policy,
    asker,
    rancherText: file.rancherText,
    alongside,
    own,
  });
  // Whoever reads of it need not be one of those who may see its values.
  const secrets = secretsOf([file.variables]);
  return issues.flatMap((issue) => (issue.severity === "error" ? [{ ...issue, message: hide(issue.message, secrets) }] : []));
}

/** What is wrong beside the services (a network, the text as a whole) is about all of them. */
const isAbout = (service: string, { path, rule }: Issue): boolean => {
  const home = `services.${service}`;
  return rule === "policy.services" || !path.startsWith("services.") || path === home || path.startsWith(`${home}.`) || path.startsWith(`${home}[`);
};

/** The first thing that today's policy says against the kept generation of each service; services without any are left out. */
export async function objectionsToReturn(
  ctx: Pick<OpContext, "readCompose">,
  tx: Tx,
  stack: StackRow & { id: string },
  services: DesiredService[],
  policy: Policy,
): Promise<{ service: DesiredService; revision: number; issue: Issue }[]> {
  const files = new Map<number, Issue[]>();
  const found: { service: DesiredService; revision: number; issue: Issue }[] = [];
  for (const service of services) {
    const revision = service.kept?.revision;
    if (revision === undefined) continue;
    if (!files.has(revision)) {
      const file = await tx.revision({ kind: "all" }, stack.id, revision);
      files.set(
        revision,
        file ? await errorsOfRevision({ readCompose: ctx.readCompose, numbersOf: tx.numbersOf }, stack, file, policy, await ownOf(tx, stack)) : [],
      );
    }
    const issue = files.get(revision)?.find((one) => isAbout(service.name, one));
    if (issue) found.push({ service, revision, issue });
  }
  return found;
}

/** The refusal for a person, with every way that is open to them. */
export function returnRefused(action: "roll-back" | "upgrade", { service, revision, issue }: { service: DesiredService; revision: number; issue: Issue }) {
  const ways: PolicyWayOut[] = service.phase === "upgraded" ? ["confirm", "upgrade", "ask-administrator"] : ["upgrade", "ask-administrator"];
  const wayOut: PolicyWayOut[] = action === "upgrade" ? ["pause-on-failure", "ask-administrator"] : ways;
  return fail("POLICY_REFUSED", { action, service: service.name, revision, rule: issue.rule, line: issue.line, reason: issue.message, wayOut });
}
