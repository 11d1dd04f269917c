import "server-only";
import type { ActorView } from "@/lib/core/people";
import { listSessions } from "@/lib/ops/list-sessions";
import { listUsers } from "@/lib/ops/list-users";
import { getSecondFactor } from "@/lib/ops/second-factor";
import { forPage } from "./page";

export const loadActor = () => forPage(async ({ actor }): Promise<ActorView> => ({ id: actor.userId, username: actor.username, role: actor.role }));
export const loadUsers = () => forPage((ctx) => listUsers({ ctx }));
export const loadSessions = () => forPage((ctx) => listSessions({ ctx }));
export const loadSecondFactor = () => forPage((ctx) => getSecondFactor({ ctx }));
