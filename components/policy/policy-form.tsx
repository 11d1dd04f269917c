"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ProblemCallout } from "@/components/ui/callout";
import { Skeleton } from "@/components/ui/skeleton";
import { AskInPlace } from "@/components/ui/two-step";
import { askTrial, useChangePolicy } from "@/lib/client/policy-actions";
import { policyQuery, usersQuery } from "@/lib/client/queries";
import { problemOf } from "@/lib/core/errors";
import type { PolicyView } from "@/lib/core/policy-view";
import { canonicalText } from "@/lib/core/spec";
import { count } from "@/lib/format/names";
import { FailingStacks, failingSentence, NoTrial } from "./failing-stacks";
import { draftOf, type PolicyDraft, policyOfDraft } from "./policy-draft";
import { PolicyRules } from "./policy-rules";
import { TryFile } from "./try-file";
import { useTrial } from "./use-trial";

/** The policy of one environment, with a place to try it before it is saved. */
export function PolicyTab({ environment, username }: { environment: string; username: string }) {
  const { data, error, refetch } = useQuery(policyQuery(environment));
  if (error) return <ProblemCallout problem={problemOf(error)} />;
  if (!data) return <Skeleton width="100%" height="520px" />;
  return <PolicyForm saved={data} username={username} onReadAgain={() => void refetch()} />;
}

function PolicyForm({ saved, username, onReadAgain }: { saved: PolicyView; username: string; onReadAgain: () => void }) {
  // What the edit began from: somebody else's save in between must not slip in under it unseen.
  const [base, setBase] = useState(saved);
  const [draft, setDraft] = useState(() => draftOf(saved.policy));
  const [file, setFile] = useState("");
  const [as, setAs] = useState(username);
  const [asking, setAsking] = useState(false);
  const { data: users } = useQuery(usersQuery());
  const { environment } = saved;
  const save = useChangePolicy(environment);

  const { policy, faults } = policyOfDraft(draft, base.policy);
  const changed = canonicalText(draft) !== canonicalText(draftOf(base.policy));
  const begin = (view: PolicyView) => {
    setBase(view);
    setDraft(draftOf(view.policy));
    setAsking(false);
  };
  if (!changed && saved.version !== base.version) begin(saved);

  const input = policy && { environment, policy, file: file.trim() === "" ? null : { composeText: file, username: as } };
  const trial = useTrial(input, askTrial);
  const losing = trial.answer?.failing.filter(({ already }) => !already).length ?? 0;
  const change = (part: Partial<PolicyDraft>) => {
    save.reset();
    setAsking(false);
    setDraft((before) => ({ ...before, ...part }));
  };
  const store = async () => {
    if (!policy) return;
    begin(await save.mutateAsync({ environment, policy, version: base.version }));
  };
  const submit = () => (losing > 0 ? setAsking(true) : void store().catch(() => {}));
  const readAgain = () => {
    save.reset();
    begin(saved);
    onReadAgain();
  };
  const problem = save.error?.problem ?? trial.problem;
  const parts = { draft, faults, change };

  return (
    <div className="policy-grid">
      <form
        aria-label={`Policy of ${environment}`}
        className="grid gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          if (changed && policy) submit();
        }}
      >
        <PolicyRules {...parts} />
        <div className="policy-save">
          {problem && (
            <ProblemCallout problem={problem} className="mb-3" actions={save.error?.problem.code === "POLICY_CHANGED" && <ReadAgain onPress={readAgain} />} />
          )}
          {asking ? (
            <AskInPlace
              label="Save policy"
              step={{
                question: `${count(losing, "stack")} would not pass any more. They go on running as they are.`,
                keep: "Not now",
                go: "Save all the same",
              }}
              onKeep={() => setAsking(false)}
              onGo={store}
            />
          ) : (
            <SaveRow
              changed={changed}
              sound={policy !== null}
              stored={save.isSuccess}
              pending={save.isPending}
              failing={changed && policy && trial.answer && !trial.checking && trial.answer.failing.length > 0 ? failingSentence(trial.answer) : null}
              onDiscard={() => begin(base)}
            />
          )}
        </div>
      </form>
      <aside className="policy-aside" aria-label="What this policy would say">
        <TryFile
          text={file}
          onText={setFile}
          username={as}
          usernames={users?.map((user) => user.username) ?? [username]}
          onUsername={setAs}
          issues={file.trim() === "" || !policy ? null : (trial.answer?.issues ?? null)}
          waiting={policy ? "Reading it." : "Correct the marked fields first."}
          fresh={!trial.checking}
        />
        {policy ? <FailingStacks environment={environment} answer={trial.answer} checking={trial.checking} /> : <NoTrial />}
      </aside>
    </div>
  );
}

const ReadAgain = ({ onPress }: { onPress: () => void }) => (
  <Button size="sm" onClick={onPress}>
    Read it again
  </Button>
);

interface SaveRowProps {
  changed: boolean;
  /** Every field is right. */
  sound: boolean;
  stored: boolean;
  pending: boolean;
  /** What would not pass; null where all would, or it is not known. */
  failing: string | null;
  onDiscard: () => void;
}

function SaveRow({ changed, sound, stored, pending, failing, onDiscard }: SaveRowProps) {
  const blocked = sound ? null : "Correct the marked fields first.";
  return (
    <div className="row">
      <Button variant="primary" type="submit" pending={pending} blocked={changed ? blocked : "Nothing is changed."}>
        Save policy
      </Button>
      {changed && (
        <Button variant="ghost" onClick={onDiscard}>
          Discard changes
        </Button>
      )}
      <span className="meta" role="status" aria-label="Policy">
        {saidOf(changed, sound, stored)}
      </span>
      {failing && <span className="meta">{failing}</span>}
    </div>
  );
}

function saidOf(changed: boolean, sound: boolean, stored: boolean): string {
  if (!sound) return "Some fields are not right yet.";
  if (changed) return "Changed, not saved.";
  return stored ? "Saved." : "As saved.";
}
