import NextAuth from "next-auth";
import { callerOf } from "@/lib/auth/caller";
import { authOptions } from "@/lib/auth/options";
import { getRuntime } from "@/lib/runtime";

// next-auth then takes its own address from the request's headers, which server.ts has overwritten with what is true.
process.env.AUTH_TRUST_HOST ??= "1";

async function handle(request: Request, context: { params: Promise<{ nextauth: string[] }> }): Promise<Response> {
  const runtime = getRuntime();
  const response: Response = await NextAuth(authOptions(runtime, runtime.site, await callerOf(runtime)))(request, context);
  response.headers.set("cache-control", "private, no-store");
  return response;
}

export { handle as GET, handle as POST };
