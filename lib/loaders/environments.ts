import "server-only";
import { listAdminEnvironments } from "@/lib/ops/list-admin-environments";
import { forPage } from "./page";

export const loadAdminEnvironments = () => forPage((ctx) => listAdminEnvironments({ ctx }));
