import type { SiteRole } from "./access";

export interface ActorView {
  id: string;
  username: string;
  role: SiteRole;
}

export interface UserView extends ActorView {
  disabled: boolean;
  createdAt: number;
  lastSeenAt: number | null;
}

export interface SessionView {
  id: string;
  current: boolean;
  createdAt: number;
  lastSeenAt: number;
  device: string;
  address: string;
}
