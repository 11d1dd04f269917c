import { beforeEach, expect, test, vi } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { makeUser } from "@/lib/testing/factories";
import { type House, openHouse } from "@/lib/testing/house";
import { runLine } from "./run-line";

let house: House;
let container: string;
beforeEach(async () => {
  house = await openHouse();
  house.engine.images.set("web:v1", { imageId: "sha256:web1", shells: ["bash", "sh"] });
  house.engine.images.set("bare:v1", { imageId: "sha256:bare1", shells: [] });
  await house.ended(await house.deploy("shop", "services:\n  web:\n    image: web:v1\n  bare:\n    image: bare:v1\n"));
  container = (await house.service("shop", "web")).containers[0]?.id ?? "";
});

const run = (line: string, over: { container?: string } = {}, ctx = house.tin) =>
  runLine({
    ctx,
    input: { environment: house.environment, stack: "shop", container, line, seconds: 5, reason: null, signal: new AbortController().signal, ...over },
  });
const asked = () => vi.spyOn(house.engine, "command").mockResolvedValue({ exitCode: 3, stdout: "out", stderr: "", truncated: false, timedOut: false });

test("a line is run by the best shell there is, as it was typed", async () => {
  const command = asked();
  expect(await run("ls | wc -l; exit 3")).toMatchObject({ exitCode: 3, stdout: "out", label: "web-1" });
  expect(command.mock.calls[0]?.[1].command).toEqual(["bash", "-c", "ls | wc -l; exit 3"]);
});

test("where there is no shell its words are run, and a quote must be closed", async () => {
  const command = asked();
  const bare = (await house.service("shop", "bare")).containers[0]?.id ?? "";
  await run("/app --say 'two words'", { container: bare });
  expect(command.mock.calls[0]?.[1].command).toEqual(["/app", "--say", "two words"]);
  expect(await run("/app 'open", { container: bare }).catch(problemOf)).toMatchObject({ code: "INVALID_INPUT", data: { field: "Command" } });
});

test("somebody else's container is not there", async () => {
  const command = asked();
  expect(await run("ls", {}, house.as(await makeUser(house.db))).catch(problemOf)).toMatchObject({ code: "NOT_FOUND" });
  expect(command).not.toHaveBeenCalled();
});
