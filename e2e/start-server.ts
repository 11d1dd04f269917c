import { testInstance } from "@/lib/testing/instance";
import { startServer } from "@/lib/testing/server-process";

/** Starts one production server with empty data for the whole run. Its first administrator does not exist yet. */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const server = await startServer({ instance: testInstance("e2e"), logFile: "test-results/server.log" });
  process.env.SPINDLE_E2E_SERVER = JSON.stringify({
    url: server.url,
    instance: server.instance,
    dataFolder: server.dataFolder,
    pid: server.pid,
    setupToken: server.setupToken(),
  });
  return async () => {
    await server.stop();
    server.forget();
  };
}
