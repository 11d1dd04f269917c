import { auditFile, bookOf } from "@/lib/loaders/audit";

export const GET = (request: Request): Promise<Response> => auditFile(request, bookOf);
