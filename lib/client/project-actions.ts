"use client";
import { useQueryClient } from "@tanstack/react-query";
import {
  acceptInvitationAction,
  acceptOfferAction,
  changeMemberAction,
  createProjectAction,
  declineInvitationAction,
  declineOfferAction,
  deleteProjectAction,
  inviteAction,
  offerStackAction,
  openInvitationAction,
  removeMemberAction,
  renameProjectAction,
  setRoleAction,
  setSwitchesAction,
  withdrawInvitationAction,
  withdrawOfferAction,
} from "@/lib/actions/projects";
import type { ActionResult } from "@/lib/actions/result";
import { keys } from "./queries";
import { useAction } from "./use-action";

/** What belongs to projects decides what every list shows, so all of it is read anew. */
function useProjectWrite<Input, Output>(action: (input: Input) => Promise<ActionResult<Output>>) {
  const client = useQueryClient();
  return useAction(async (input: Input) => {
    const result = await action(input);
    void client.invalidateQueries({ queryKey: keys.projects });
    void client.invalidateQueries({ queryKey: ["environment"] });
    return result;
  });
}

export const useCreateProject = () => useProjectWrite(createProjectAction);
export const useRenameProject = () => useProjectWrite(renameProjectAction);
export const useDeleteProject = () => useProjectWrite(deleteProjectAction);
export const useSetSwitches = () => useProjectWrite(setSwitchesAction);
export const useChangeMember = () => useProjectWrite(changeMemberAction);
export const useRemoveMember = () => useProjectWrite(removeMemberAction);
export const useInvite = () => useProjectWrite(inviteAction);
export const useWithdrawInvitation = () => useProjectWrite(withdrawInvitationAction);
export const useAcceptInvitation = () => useProjectWrite(acceptInvitationAction);
export const useDeclineInvitation = () => useProjectWrite(declineInvitationAction);
export const useOfferStack = () => useProjectWrite(offerStackAction);
export const useWithdrawOffer = () => useProjectWrite(withdrawOfferAction);
export const useAcceptOffer = () => useProjectWrite(acceptOfferAction);
export const useDeclineOffer = () => useProjectWrite(declineOfferAction);

/** Changes nothing: what the link says. */
export const useOpenInvitation = () => useAction(openInvitationAction);

export function useSetRole() {
  const client = useQueryClient();
  return useAction(async (input: Parameters<typeof setRoleAction>[0]) => {
    const result = await setRoleAction(input);
    void client.invalidateQueries({ queryKey: keys.users });
    return result;
  });
}
