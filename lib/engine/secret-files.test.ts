import { chmod, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { secretFiles } from "./secret-files";

test("where there is no place for secrets none are put there, and containers go all the same", async () => {
  const root = await mkdtemp(join(tmpdir(), "spindle-secrets-"));
  // As somebody else could have made it in /dev/shm.
  await chmod(root, 0o777);
  const files = secretFiles({ endpoint: "unix:///var/run/docker.sock", instanceId: "i", root });
  const home = { stackId: "s", serviceId: "v", generation: 1 };
  await expect(files.place(home, [])).rejects.toMatchObject({ problem: { code: "SECRETS_UNAVAILABLE" } });
  await expect(files.dropOthers("s", [])).resolves.toBeUndefined();
});
