"use client";
import { CSPProvider } from "@base-ui/react/csp-provider";
import { QueryCache, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { ThemeProvider } from "next-themes";
import { type ReactNode, useState } from "react";
import { NowProvider } from "@/lib/client/now";
import { SpindleError } from "@/lib/core/errors";

/** Fresh for a while: change messages say sooner when something changed, this is only for what they missed. */
const STALE_MS = 10_000;

function newClient(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: leaveWhenSignedOut }),
    defaultOptions: {
      queries: { staleTime: STALE_MS, retry: (failures, error) => !(error instanceof SpindleError) && failures < 2, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  });
}

function leaveWhenSignedOut(error: Error) {
  if (!(error instanceof SpindleError)) return;
  const { code } = error.problem;
  if (code === "PASSWORD_CHANGE_NEEDED") window.location.assign("/new-password");
  if (code === "SECOND_FACTOR_NEEDED") window.location.assign("/second-factor");
  if (code === "UNAUTHENTICATED") window.location.assign(`/sign-in?callbackUrl=${encodeURIComponent(window.location.pathname + window.location.search)}`);
}

export function Providers({ nonce, now, timeZone, children }: { nonce: string | undefined; now: number; timeZone: string; children: ReactNode }) {
  const [client] = useState(newClient);
  return (
    <CSPProvider nonce={nonce}>
      <ThemeProvider attribute="data-theme" defaultTheme="system" enableSystem disableTransitionOnChange nonce={nonce}>
        <NowProvider now={now} timeZone={timeZone}>
          <QueryClientProvider client={client}>{children}</QueryClientProvider>
        </NowProvider>
      </ThemeProvider>
    </CSPProvider>
  );
}
