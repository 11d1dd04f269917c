import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/components/shell/providers";
import "./styles/globals.css";

export const metadata: Metadata = {
  title: { default: "Spindle", template: "%s · Spindle" },
  description: "Container stacks on shared Docker hosts.",
  robots: { index: false },
};
export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

// Every page carries a nonce of its own, so none is made ahead.
export const dynamic = "force-dynamic";

export default async function RootLayout({ children }: { children: ReactNode }) {
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return (
    <html lang="en" className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body>
        <Providers nonce={nonce} now={Date.now()} timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}>
          {children}
        </Providers>
      </body>
    </html>
  );
}
