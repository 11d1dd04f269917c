"use server";
import { acceptInvitation, declineInvitation, openInvitation } from "@/lib/ops/answer-invitation";
import { changeMember, removeMember } from "@/lib/ops/change-member";
import { createProject, deleteProject, renameProject, setSwitches } from "@/lib/ops/change-project";
import { invite, withdrawInvitation } from "@/lib/ops/invite";
import {
  answerInvitationInput,
  answerOfferInput,
  changeMemberInput,
  createProjectInput,
  deleteProjectInput,
  inviteInput,
  offerStackInput,
  openInvitationInput,
  removeMemberInput,
  renameProjectInput,
  setRoleInput,
  switchesInput,
  withdrawInvitationInput,
} from "@/lib/ops/project-inputs";
import { setUserRole } from "@/lib/ops/set-user-role";
import { acceptOffer, declineOffer, offerStack, withdrawOffer } from "@/lib/ops/transfer-stack";
import { serverAction } from "./action";

export const createProjectAction = serverAction(createProjectInput, createProject);
export const renameProjectAction = serverAction(renameProjectInput, renameProject);
export const deleteProjectAction = serverAction(deleteProjectInput, deleteProject);
export const setSwitchesAction = serverAction(switchesInput, setSwitches);
export const changeMemberAction = serverAction(changeMemberInput, changeMember);
export const removeMemberAction = serverAction(removeMemberInput, removeMember);
export const inviteAction = serverAction(inviteInput, invite);
export const withdrawInvitationAction = serverAction(withdrawInvitationInput, withdrawInvitation);
export const openInvitationAction = serverAction(openInvitationInput, openInvitation);
export const acceptInvitationAction = serverAction(answerInvitationInput, acceptInvitation);
export const declineInvitationAction = serverAction(answerInvitationInput, declineInvitation);
export const offerStackAction = serverAction(offerStackInput, offerStack);
export const withdrawOfferAction = serverAction(answerOfferInput, withdrawOffer);
export const acceptOfferAction = serverAction(answerOfferInput, acceptOffer);
export const declineOfferAction = serverAction(answerOfferInput, declineOffer);
export const setRoleAction = serverAction(setRoleInput, setUserRole);
