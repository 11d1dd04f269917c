import { describe, expect, it } from "vitest";
import { can, MEMBER_ROLES, PERMISSIONS, type Permission, rolesWith, SITE_ROLES } from "./access";

/** `shared/reference/security.md`, section 4, read again by hand: the table in the code must say the same. */
const MATRIX: Record<Permission, string> = {
  "environment.see": "admin operator auditor user",
  "stack.see": "admin operator auditor owner maintainer viewer",
  "stack.create": "admin owner maintainer",
  "file.read": "admin operator owner maintainer viewer",
  "values.read": "admin owner maintainer",
  "stack.deploy": "admin owner maintainer",
  "service.operate": "admin operator owner maintainer",
  "service.scale": "admin owner maintainer",
  "stack.remove": "admin owner",
  "volume.remove": "admin owner",
  "logs.read": "admin operator owner maintainer viewer",
  "shell.open": "admin owner maintainer",
  "container.inspect": "admin operator owner maintainer viewer",
  "secret.see": "admin owner maintainer viewer",
  "secret.write": "owner maintainer",
  "secret.remove": "admin owner maintainer",
  "members.manage": "admin owner",
  "stack.transfer": "admin owner",
  "audit.read": "admin auditor owner maintainer",
  "deploy.approve": "admin operator",
  "environment.read": "admin operator auditor",
  "environment.manage": "admin",
  "policy.manage": "admin",
  "users.read": "admin auditor",
  "users.manage": "admin",
};

describe.each(PERMISSIONS)("%s", (permission) => {
  const allowed = MATRIX[permission].split(" ");

  it.each([...SITE_ROLES].flatMap((role) => [null, ...MEMBER_ROLES].map((member) => ({ role, member }))))(
    "for $role, $member of the project",
    ({ role, member }) => {
      expect(can({ role }, permission, member)).toBe(allowed.includes(role) || (member !== null && allowed.includes(member)));
    },
  );

  it("names its roles", () => {
    expect([...rolesWith(permission)]).toEqual(allowed);
  });
});
