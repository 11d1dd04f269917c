// Not TypeScript: Next would load its whole compiler into the server, at every start, to read it.

// The content security policy carries a nonce and is set in proxy.ts; everything that is the same for every reply stands here.
const headers = [
  { key: "X-Content-Type-Options", value: "nosniff" },
  { key: "X-Frame-Options", value: "DENY" },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Resource-Policy", value: "same-origin" },
  { key: "Permissions-Policy", value: "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()" },
];

/** @type {import("next").NextConfig} */
const config = {
  poweredByHeader: false,
  agentRules: false,
  reactStrictMode: true,
  images: { unoptimized: true },
  // In development Next would print the arguments of every server action, passwords included.
  logging: { serverFunctions: false },
  experimental: {
    serverActions: { bodySizeLimit: "1mb" },
    // A page is loaded when somebody first asks for it: an idle server holds and does less.
    preloadEntriesOnStart: false,
  },
  serverExternalPackages: ["dockerode", "docker-modem", "ssh2", "@libsql/client", "libsql", "@prisma/adapter-libsql"],
  turbopack: { root: import.meta.dirname },
  // `npm run verify` checks the types of everything, tests included; a build need not do it again.
  typescript: { ignoreBuildErrors: true },
  headers: async () => [{ source: "/:path*", headers }],
};

export default config;
