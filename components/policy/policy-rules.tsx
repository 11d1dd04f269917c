import { DirectoryGrants } from "./directory-grants";
import type { PartProps } from "./fields";
import { ImageRules } from "./image-rules";
import { LimitRules, NameRules, PortRules } from "./limit-rules";
import { PrivilegeRules } from "./privilege-rules";
import { KeptRules, ShellRules } from "./watch-rules";

/** Every part of a policy, one below the other. */
export const PolicyRules = (parts: PartProps) => (
  <>
    <ImageRules {...parts} />
    <PrivilegeRules {...parts} />
    <DirectoryGrants {...parts} />
    <PortRules {...parts} />
    <LimitRules {...parts} />
    <NameRules {...parts} />
    <KeptRules {...parts} />
    <ShellRules {...parts} />
  </>
);
