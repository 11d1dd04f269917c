"use client";
import { Button, IconButton } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { Segmented, TextField } from "@/components/ui/field";
import type { PartProps } from "./fields";
import type { GrantDraft } from "./policy-draft";

const MODES = [
  { value: "ro", label: "Read only" },
  { value: "rw", label: "Read and write" },
] as const;
const EMPTY: GrantDraft = { path: "", mode: "ro", users: "", projects: "", uid: "", gid: "", groups: "" };

/** Directories of the host, each granted to somebody who is known there by number. */
export function DirectoryGrants({ draft, faults, change }: PartProps) {
  const faultOf = (index: number, field: keyof GrantDraft) => faults[`grant-${index}-${field}`] ?? null;
  const set = (index: number, part: Partial<GrantDraft>) => change({ grants: draft.grants.map((one, at) => (at === index ? { ...one, ...part } : one)) });
  return (
    <Card title="Host directories">
      <p className="ink-2">
        Closed, but for what is granted here. A service that mounts one runs as the user and group named beside it, and may only have NET_BIND_SERVICE.
      </p>
      <div className="mt-4 grid gap-4">
        {draft.grants.map((grant, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows are edited in place and have no other identity.
          <fieldset key={index} className="policy-row policy-row-boxed">
            <legend className="sr-only">Host directory {index + 1}</legend>
            <div className="grid gap-3">
              <TextField
                mono
                label="Path"
                error={faultOf(index, "path")}
                value={grant.path}
                placeholder="/global/project/beamline"
                onText={(path) => set(index, { path })}
              />
              <Segmented label={`Access to host directory ${index + 1}`} value={grant.mode} options={MODES} onChange={(mode) => set(index, { mode })} />
              <div className="policy-pair">
                <TextField
                  mono
                  label="People"
                  error={faultOf(index, "users")}
                  value={grant.users}
                  placeholder="tin63, ada"
                  onText={(users) => set(index, { users })}
                />
                <TextField mono label="Projects" value={grant.projects} placeholder="beamline" onText={(projects) => set(index, { projects })} />
              </div>
              <div className="policy-three">
                <TextField
                  mono
                  label="User number"
                  hint={grant.uid === "" ? "Without it nothing can be mounted." : undefined}
                  error={faultOf(index, "uid")}
                  value={grant.uid}
                  placeholder="80115"
                  onText={(uid) => set(index, { uid })}
                />
                <TextField
                  mono
                  label="Group number"
                  error={faultOf(index, "gid")}
                  value={grant.gid}
                  placeholder="80115"
                  onText={(gid) => set(index, { gid })}
                />
                <TextField
                  mono
                  label="Further groups"
                  error={faultOf(index, "groups")}
                  value={grant.groups}
                  placeholder="71999"
                  onText={(groups) => set(index, { groups })}
                />
              </div>
            </div>
            <IconButton
              label={`Remove host directory ${index + 1}`}
              icon="remove"
              onClick={() => change({ grants: draft.grants.filter((_, at) => at !== index) })}
            />
          </fieldset>
        ))}
        <div>
          <Button size="sm" icon="plus" onClick={() => change({ grants: [...draft.grants, EMPTY] })}>
            Grant a host directory
          </Button>
        </div>
      </div>
    </Card>
  );
}
