import type { SiteRole } from "./access";
import type { AccountFrom, SignInMethod } from "./sign-in";

export interface ActorView {
  id: string;
  username: string;
  role: SiteRole;
}

export interface UserView extends ActorView {
  disabled: boolean;
  createdAt: number;
  lastSeenAt: number | null;
  /** Where the account comes from. */
  from: AccountFrom;
  secondFactor: boolean;
  /** Still to be replaced: the password is the one an administrator gave out. */
  oneTimePassword: boolean;
}

export interface SessionView {
  id: string;
  current: boolean;
  createdAt: number;
  lastSeenAt: number;
  device: string;
  address: string;
  method: SignInMethod;
  secondFactor: boolean;
}
