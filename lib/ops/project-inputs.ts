import * as z from "zod";

const environment = z.string().min(1).max(40);
const stack = z.string().min(1).max(64);
const project = z.string().min(1).max(40);
const role = z.enum(["owner", "maintainer", "viewer"]);
const userId = z.string().min(1).max(64);
/** What people are called too, so that a personal project and a team's read alike. */
const newName = z
  .string()
  .min(2, "at least 2 characters")
  .max(40, "at most 40 characters")
  .regex(/^[a-z0-9][a-z0-9._-]*$/, "use a to z, 0 to 9, dot, hyphen and underscore, and begin with a letter or digit");

const projectInput = z.strictObject({ project });
export type ProjectInput = z.infer<typeof projectInput>;
export const createProjectInput = z.strictObject({ projectName: newName });
export type CreateProjectInput = z.infer<typeof createProjectInput>;
export const renameProjectInput = z.strictObject({ project, projectName: newName });
export type RenameProjectInput = z.infer<typeof renameProjectInput>;
export const deleteProjectInput = z.strictObject({ project, typedName: z.string().max(64) });
export type DeleteProjectInput = z.infer<typeof deleteProjectInput>;
export const switchesInput = z.strictObject({ project, viewersReadLogs: z.boolean(), maintainersOpenShell: z.boolean() });
export type SwitchesInput = z.infer<typeof switchesInput>;

export const changeMemberInput = z.strictObject({ project, userId, role });
export type ChangeMemberInput = z.infer<typeof changeMemberInput>;
export const removeMemberInput = z.strictObject({ project, userId });
export type RemoveMemberInput = z.infer<typeof removeMemberInput>;

/** `username` null: for whoever has the link. */
export const inviteInput = z.strictObject({ project, role, username: z.string().min(1).max(64).nullable() });
export type InviteInput = z.infer<typeof inviteInput>;
export const withdrawInvitationInput = z.strictObject({ project, invitationId: z.string().min(1).max(64) });
export type WithdrawInvitationInput = z.infer<typeof withdrawInvitationInput>;
/** One that was sent to the asking person by name, or the token of a link. */
export const answerInvitationInput = z.strictObject({
  invitation: z.union([z.strictObject({ id: z.string().max(64) }), z.strictObject({ token: z.string().max(100) })]),
});
export type AnswerInvitationInput = z.infer<typeof answerInvitationInput>;
export const openInvitationInput = z.strictObject({ token: z.string().max(100) });
export type OpenInvitationInput = z.infer<typeof openInvitationInput>;

export const offerStackInput = z.strictObject({ environment, stack, project });
export type OfferStackInput = z.infer<typeof offerStackInput>;
export const answerOfferInput = z.strictObject({ environment, stack });
export type AnswerOfferInput = z.infer<typeof answerOfferInput>;

export const setRoleInput = z.strictObject({ userId, role: z.enum(["admin", "operator", "auditor", "user"]) });
export type SetRoleInput = z.infer<typeof setRoleInput>;
