import type { Permission } from "@/lib/core/access";
import type { TokenScope } from "@/lib/core/api-tokens";

/** Who may reach an entrance. For `member`, a stack of somebody else answers exactly like one that does not exist; administrators may everything a member may. */
export type Rule =
  | { who: "anyone" }
  | { who: "signed-in" }
  /** A member of the stack's project whose role allows it. */
  | { who: "member"; may: Permission }
  /** A member of the project itself whose role allows it; null asks for no more than to be in it. Staff see every project. */
  | { who: "project"; may: Permission | null }
  /** Signed in, and only what is one's own: one's sessions, one's password. */
  | { who: "oneself" }
  /** To everybody else it looks missing (pages) or is refused (the rest). */
  | { who: "admin" }
  /** The same for whoever has the right on the whole installation, whatever they are in a project. */
  | { who: "site"; may: Permission }
  /** A program with a token of this scope, and no cookie, whose person may it: null for lists of what they may see. To a page it is shut. */
  | { who: "token"; scope: TokenScope; may: Permission | null };

export interface Entrance {
  kind: "page" | "route" | "action" | "message" | "channel" | "change";
  /** Page: its address. Route: method and address. Action: its exported name. The rest: the `type`, `kind` or `scope` of the protocol. */
  name: string;
  rule: Rule;
}

const anyone: Rule = { who: "anyone" };
const signedIn: Rule = { who: "signed-in" };
const oneself: Rule = { who: "oneself" };
const admin: Rule = { who: "admin" };
const site = (may: Permission): Rule => ({ who: "site", may });
const inProject = (may: Permission | null): Rule => ({ who: "project", may });
const member = (may: Permission): Rule => ({ who: "member", may });

const rows = (kind: Entrance["kind"], rules: Record<string, Rule>): Entrance[] => Object.entries(rules).map(([name, rule]) => ({ kind, name, rule }));

const read = (may: Permission | null): Rule => ({ who: "token", scope: "read", may });
const deploy = (may: Permission): Rule => ({ who: "token", scope: "deploy", may });
const exec = (may: Permission): Rule => ({ who: "token", scope: "exec", may });

const STACK_ROUTE = "/api/environments/[environment]/stacks/[stack]";
const V1_STACK = "/api/v1/environments/[environment]/stacks/[stack]";

/** Every way in, and who it is for. Lists answer with what the asker may see, so they are for everybody who is signed in. */
export const ACCESS: Entrance[] = [
  ...rows("page", {
    // Only the build knows these two: what Next shows where there is nothing, and where everything else failed.
    "/_not-found": anyone,
    "/_global-error": anyone,
    "/sign-in": anyone,
    "/setup": anyone,
    "/new-password": anyone,
    "/second-factor": anyone,
    "/sign-in/again": anyone,
    "/": signedIn,
    "/[environment]": signedIn,
    "/[environment]/stacks": signedIn,
    "/[environment]/stacks/new": signedIn,
    "/[environment]/stacks/[stack]": member("stack.see"),
    "/[environment]/stacks/[stack]/services/[service]": member("stack.see"),
    "/[environment]/secrets": signedIn,
    "/[environment]/projects": signedIn,
    "/[environment]/projects/[project]": inProject(null),
    "/invitation": anyone,
    "/unsubscribe": anyone,
    "/[environment]/activity": signedIn,
    "/[environment]/activity/[operation]": member("stack.see"),
    "/[environment]/account": oneself,
    "/[environment]/account/api": signedIn,
    "/[environment]/admin": site("environment.read"),
  }),
  ...rows("route", {
    "GET /icon.svg": anyone,
    // They say a word each, and more only to who has the token for metrics; without it /metrics is missing to everybody.
    "GET /healthz": anyone,
    "GET /readyz": anyone,
    "GET /metrics": anyone,
    "GET /api/auth/[...nextauth]": anyone,
    "POST /api/auth/[...nextauth]": anyone,
    // Who has the link of a mail stands for the mailbox: a look does nothing, a POST ends mails to it and can do nothing else.
    "GET /api/unsubscribe/[token]": anyone,
    "POST /api/unsubscribe/[token]": anyone,
    "GET /api/environments": signedIn,
    "GET /api/admin/environments": site("environment.read"),
    "GET /api/environments/[environment]/engine": site("environment.read"),
    "GET /api/environments/[environment]/engine/disk": site("environment.read"),
    "GET /api/environments/[environment]/overview": site("environment.read"),
    "GET /api/environments/[environment]/stacks": signedIn,
    "GET /api/environments/[environment]/operations": signedIn,
    "GET /api/environments/[environment]/compose-guide": signedIn,
    "GET /api/environments/[environment]/policy": site("environment.read"),
    "GET /api/environments/[environment]/quota": signedIn,
    "GET /api/environments/[environment]/quotas": site("environment.read"),
    "GET /api/environments/[environment]/ports": site("environment.read"),
    "GET /api/environments/[environment]/containers": site("environment.read"),
    "GET /api/environments/[environment]/images": signedIn,
    "GET /api/environments/[environment]/export": signedIn,
    "GET /api/environments/[environment]/secrets": signedIn,
    [`GET ${STACK_ROUTE}`]: member("stack.see"),
    [`GET ${STACK_ROUTE}/revisions/[revision]`]: member("file.read"),
    [`GET ${STACK_ROUTE}/history`]: member("file.read"),
    [`GET ${STACK_ROUTE}/compare`]: member("file.read"),
    [`GET ${STACK_ROUTE}/export`]: member("file.read"),
    [`GET ${STACK_ROUTE}/request`]: member("file.read"),
    [`GET ${STACK_ROUTE}/logs`]: member("logs.read"),
    [`GET ${STACK_ROUTE}/kept-logs`]: member("logs.read"),
    [`GET ${STACK_ROUTE}/kept-logs/sources`]: member("logs.read"),
    [`GET ${STACK_ROUTE}/kept-logs/histogram`]: member("logs.read"),
    [`GET ${STACK_ROUTE}/kept-logs/search`]: member("logs.read"),
    [`GET ${STACK_ROUTE}/kept-logs/download`]: member("logs.read"),
    [`GET ${STACK_ROUTE}/events`]: member("stack.see"),
    // What a check said is left out for whoever may not read logs.
    [`GET ${STACK_ROUTE}/services/[service]/health`]: member("container.inspect"),
    [`GET ${STACK_ROUTE}/containers/[container]`]: member("container.inspect"),
    [`GET ${STACK_ROUTE}/services/[service]/storage`]: member("container.inspect"),
    [`GET ${STACK_ROUTE}/services/[service]/storage/sizes`]: member("container.inspect"),
    [`POST ${STACK_ROUTE}/containers/[container]/ticket`]: member("shell.open"),
    [`GET ${STACK_ROUTE}/statistics`]: member("stack.see"),
    [`GET ${STACK_ROUTE}/containers/[container]/debug`]: member("shell.open"),
    [`GET ${STACK_ROUTE}/containers/[container]/files`]: member("shell.open"),
    [`GET ${STACK_ROUTE}/containers/[container]/files/content`]: member("shell.open"),
    [`PUT ${STACK_ROUTE}/containers/[container]/files/content`]: member("shell.open"),
    [`POST ${STACK_ROUTE}/containers/[container]/command`]: member("shell.open"),
    [`GET ${STACK_ROUTE}/access`]: member("stack.see"),
    [`GET ${STACK_ROUTE}/watch`]: member("stack.see"),
    "GET /api/projects": signedIn,
    "GET /api/projects/[project]": inProject(null),
    "GET /api/operations/[operation]": member("stack.see"),
    "GET /api/audit": signedIn,
    "GET /api/audit/names": signedIn,
    "GET /api/audit/state": site("audit.read"),
    "GET /api/audit/export": signedIn,
    // Also for whoever did it.
    "GET /api/audit/[number]": member("audit.read"),
    "GET /api/audit/[number]/recording": member("audit.read"),
    "POST /api/audit/verify": site("audit.read"),
    [`GET ${STACK_ROUTE}/audit`]: member("audit.read"),
    [`GET ${STACK_ROUTE}/audit/names`]: member("audit.read"),
    [`GET ${STACK_ROUTE}/audit/export`]: member("audit.read"),
    "GET /api/sessions": oneself,
    "GET /api/second-factor": oneself,
    "GET /api/tokens": oneself,
    "GET /api/notices": oneself,
    "GET /api/notices/choices": oneself,
    "GET /api/admin/notices": admin,
    "GET /api/users": site("users.read"),
  }),
  ...rows("route", {
    "GET /api/v1/openapi.json": anyone,
    "GET /api/v1/environments": read(null),
    "GET /api/v1/environments/[environment]/stacks": read(null),
    "GET /api/v1/environments/[environment]/operations": read(null),
    "GET /api/v1/operations/[operation]": read("stack.see"),
    [`GET ${V1_STACK}`]: read("stack.see"),
    [`PUT ${V1_STACK}`]: deploy("stack.deploy"),
    [`GET ${V1_STACK}/services`]: read("stack.see"),
    [`GET ${V1_STACK}/services/[service]`]: read("stack.see"),
    [`GET ${V1_STACK}/containers`]: read("stack.see"),
    [`GET ${V1_STACK}/operations`]: read("stack.see"),
    [`GET ${V1_STACK}/revisions`]: read("file.read"),
    [`GET ${V1_STACK}/revisions/[revision]`]: read("file.read"),
    [`GET ${V1_STACK}/revisions/[revision]/compose`]: read("file.read"),
    [`GET ${V1_STACK}/logs`]: read("logs.read"),
    [`POST ${V1_STACK}/review`]: deploy("stack.deploy"),
    [`POST ${V1_STACK}/deploy`]: deploy("stack.deploy"),
    [`POST ${V1_STACK}/upgrade`]: deploy("stack.deploy"),
    [`POST ${V1_STACK}/confirm`]: deploy("stack.deploy"),
    [`POST ${V1_STACK}/rollback`]: deploy("stack.deploy"),
    [`POST ${V1_STACK}/start`]: deploy("service.operate"),
    [`POST ${V1_STACK}/stop`]: deploy("service.operate"),
    [`POST ${V1_STACK}/restart`]: deploy("service.operate"),
    [`POST ${V1_STACK}/services/[service]/scale`]: deploy("service.scale"),
    [`PUT ${V1_STACK}/secrets/[secret]`]: deploy("secret.write"),
    [`POST ${V1_STACK}/exec`]: exec("shell.open"),
  }),
  ...rows("action", {
    setupAction: anyone,
    createUserAction: admin,
    setDisabledAction: admin,
    changePolicyAction: admin,
    tryPolicyAction: admin,
    createEnvironmentAction: admin,
    changeEnvironmentAction: admin,
    removeEnvironmentAction: admin,
    testEngineAction: admin,
    approveRequestAction: site("deploy.approve"),
    declineRequestAction: site("deploy.approve"),
    withdrawRequestAction: member("stack.deploy"),
    setQuotaAction: site("policy.manage"),
    grantPortsAction: site("policy.manage"),
    releaseLeaseAction: site("policy.manage"),
    revokeSessionAction: oneself,
    changePasswordAction: oneself,
    reauthenticateAction: oneself,
    choosePasswordAction: oneself,
    beginSecondFactorAction: oneself,
    confirmSecondFactorAction: oneself,
    renewRecoveryCodesAction: oneself,
    removeSecondFactorAction: oneself,
    revokeOtherSessionsAction: oneself,
    resetPasswordAction: admin,
    resetSecondFactorAction: admin,
    markNoticesAction: oneself,
    watchStackAction: member("stack.see"),
    setUsualNoticesAction: oneself,
    addAddressAction: oneself,
    confirmAddressAction: oneself,
    testAddressAction: oneself,
    removeAddressAction: oneself,
    changeNoticeSettingsAction: admin,
    testMailAction: admin,
    createTokenAction: oneself,
    revokeTokenAction: oneself,
    reviewAction: member("stack.deploy"),
    mergeAction: signedIn,
    deployAction: signedIn,
    createStackAction: signedIn,
    redeployAction: member("stack.deploy"),
    upgradeAction: member("stack.deploy"),
    confirmAction: member("stack.deploy"),
    rollBackAction: member("stack.deploy"),
    pauseAction: member("stack.deploy"),
    resumeAction: member("stack.deploy"),
    startAction: member("service.operate"),
    stopAction: member("service.operate"),
    restartAction: member("service.operate"),
    scaleAction: member("service.scale"),
    removeAction: member("stack.remove"),
    writeSecretAction: member("secret.write"),
    removeSecretAction: member("secret.remove"),
    createProjectAction: signedIn,
    renameProjectAction: inProject("members.manage"),
    deleteProjectAction: inProject("members.manage"),
    setSwitchesAction: inProject("members.manage"),
    changeMemberAction: inProject("members.manage"),
    // Leaving takes no right but to be in it.
    removeMemberAction: inProject("members.manage"),
    inviteAction: inProject("members.manage"),
    withdrawInvitationAction: inProject("members.manage"),
    // Whoever was invited, or has the link: to everybody else there is no such invitation.
    openInvitationAction: oneself,
    acceptInvitationAction: oneself,
    declineInvitationAction: oneself,
    offerStackAction: member("stack.transfer"),
    withdrawOfferAction: member("stack.transfer"),
    // Owners and maintainers of the project that it is offered to; to everybody else there is no such offer.
    acceptOfferAction: oneself,
    declineOfferAction: oneself,
    setRoleAction: admin,
  }),
  // Of an open channel: whoever may open it may use it; it is closed when that ends.
  ...rows("message", { open: signedIn, close: signedIn, ack: signedIn, resize: signedIn }),
  ...rows("channel", {
    logs: member("logs.read"),
    shell: member("shell.open"),
    statistics: member("stack.see"),
    "engine-statistics": site("environment.read"),
  }),
  ...rows("change", {
    stack: member("stack.see"),
    events: member("stack.see"),
    engine: signedIn,
    users: oneself,
    projects: oneself,
    notices: oneself,
    audit: signedIn,
  }),
];
