import { auditFile } from "@/lib/loaders/audit";

export async function GET(request: Request, { params }: { params: Promise<{ environment: string; stack: string }> }): Promise<Response> {
  const { environment, stack } = await params;
  return auditFile(request, () => ({ of: "stack", environment, stack }));
}
