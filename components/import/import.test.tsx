// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { aStack } from "@/components/stacks/fixtures";
import { keys } from "@/lib/client/queries";
import { packList } from "@/lib/core/stack-list";
import type { ImportedStack } from "@/lib/export/read-export";
import ImportStacks from "./import-stacks";

const actions = vi.hoisted(() => ({ reviewAction: vi.fn(), deployAction: vi.fn(), createStackAction: vi.fn() }));
vi.mock("@/lib/client/stack-actions", () => ({ askReview: actions.reviewAction, sendDeploy: actions.deployAction, sendEmpty: actions.createStackAction }));
vi.mock("next/navigation", () => ({ useRouter: () => ({ push: vi.fn() }) }));
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const stack = (name: string, more: Partial<ImportedStack> = {}): ImportedStack => ({
  name,
  isExport: true,
  composeText: "services: {}\n",
  rancherText: null,
  variables: {},
  missing: [],
  secrets: [],
  outside: [],
  rescaled: [],
  ...more,
});
const view = (hash: string | null, issues: unknown[] = []) => ({ ok: true, value: { hash, issues, services: 2 } });
const unset = { severity: "error", line: 4, message: "TOKEN has no value." };

beforeEach(() => {
  for (const action of Object.values(actions)) action.mockReset();
  actions.reviewAction.mockImplementation(async ({ stack: name, variables }) =>
    name === "broken"
      ? view(null, [{ severity: "error", line: 3, message: "privileged is not allowed." }, unset])
      : view(name === "portal" && !variables.TOKEN ? null : `hash of ${name}`, [unset]),
  );
  actions.deployAction.mockImplementation(async ({ stack: name }) =>
    name === "feed" ? { ok: false, problem: { code: "NAME_TAKEN", data: { name, environment: "prod" } } } : { ok: true, value: { operationId: "1" } },
  );
  actions.createStackAction.mockResolvedValue({ ok: true, value: { operationId: "2" } });
});

const STACKS = [stack("broken"), stack("feed"), stack("here"), stack("later", { composeText: "" }), stack("portal", { missing: ["TOKEN"] })];

function open(stacks = STACKS) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  const list = packList({ stacks: [aStack("here")], needsYou: [] });
  client.setQueryData(keys.stacks("prod"), list);
  vi.stubGlobal("fetch", async () => Response.json(list));
  const onEdit = vi.fn();
  render(
    <QueryClientProvider client={client}>
      <ImportStacks environment="prod" from="all.tar.gz" stacks={stacks} hidden={false} onEdit={onEdit} onClose={vi.fn()} />
    </QueryClientProvider>,
  );
  return { onEdit };
}
const state = (name: string) => screen.getByRole("status", { name: `State of ${name}` });
const says = (name: string, text: RegExp) => waitFor(() => expect(state(name).textContent).toMatch(text), { timeout: 5_000 });
const box = (name: string) => screen.getByRole<HTMLInputElement>("checkbox", { name: `Import ${name}` });
const deployButton = () => screen.getByRole("button", { name: /^Deploy/ });

test("each stack is reviewed, and deployed or not by itself; what is refused stays with its reason", async () => {
  const { onEdit } = open();
  await says("broken", /^Refused\. Line 3: privileged is not allowed\. And 1 more\.$/);
  await says("feed", /^Ready/);
  await says("later", /^Ready\. It has no file yet/);
  await says("portal", /^Values are missing\. Fill in TOKEN/);
  expect(box("here").checked).toBe(false);
  expect(state("here").textContent).toMatch(/^Not under this name\. here exists here already/);

  fireEvent.change(screen.getByLabelText("TOKEN of portal"), { target: { value: "abc" } });
  await says("portal", /^Ready\. 2\sservices/);
  fireEvent.change(screen.getByLabelText("Name of here"), { target: { value: "here-two" } });
  expect(box("here").checked).toBe(true);
  await says("here", /^Ready/);
  await waitFor(() => expect(deployButton().textContent).toMatch(/^Deploy 4\sstacks$/));

  fireEvent.click(deployButton());
  await says("portal", /^Deployed/);
  await says("here", /^Deployed/);
  await says("later", /^Created/);
  await says("feed", /^Refused\. .*feed/);
  expect(state("broken").textContent).toMatch(/^Refused/);
  expect(actions.deployAction.mock.calls.map(([input]) => [input.stack, input.reviewedHash, input.variables])).toEqual([
    ["feed", "hash of feed", {}],
    ["here-two", "hash of here-two", {}],
    ["portal", "hash of portal", { TOKEN: "abc" }],
  ]);
  expect(actions.createStackAction.mock.calls).toEqual([[{ environment: "prod", stack: "later", project: null }]]);
  expect(screen.getByRole("status", { name: "Review status" }).textContent).toMatch(/3\sstacks came in.*2\sstacks cannot come in/);
  const [first] = screen.getAllByRole("button", { name: "Open in the editor" });
  fireEvent.click(first as HTMLElement);
  expect(onEdit).toHaveBeenCalledWith(expect.objectContaining({ name: "broken" }));
}, 20_000);

test("two stacks of the list cannot have one name, and nothing of what is left out is asked about", async () => {
  open([stack("left"), stack("right")]);
  await says("left", /^Ready/);
  fireEvent.change(screen.getByLabelText("Name of right"), { target: { value: "same" } });
  fireEvent.change(screen.getByLabelText("Name of left"), { target: { value: "same" } });
  await says("left", /^Not under this name\. Another stack/);
  fireEvent.click(box("right"));
  await says("left", /^Ready/);
  expect(state("right").textContent).toMatch(/^Left out/);
  fireEvent.click(screen.getByRole("checkbox", { name: "All stacks" }));
  await says("right", /^Not under this name/);
  fireEvent.click(screen.getByRole("checkbox", { name: "All stacks" }));
  expect(within(screen.getByRole("status", { name: "Review status" })).getByText("No stack is chosen.")).toBeTruthy();
  expect(deployButton().getAttribute("aria-disabled")).toBe("true");
}, 20_000);

test("the texts of its secrets are typed beside it, and go along with its deploy alone", async () => {
  actions.reviewAction.mockImplementation(async ({ secrets }) => view(secrets?.includes("db") ? "hash" : null, [unset]));
  open([stack("vault", { secrets: ["db"] })]);
  await says("vault", /^Values are missing\. Fill in db/);
  fireEvent.change(screen.getByLabelText("Secret db of vault"), { target: { value: "hunter2" } });
  await says("vault", /^Ready/);
  fireEvent.click(deployButton());
  await says("vault", /^Deployed/);
  expect(actions.deployAction.mock.calls.map(([input]) => input.secrets)).toEqual([{ db: btoa("hunter2") }]);
  expect(JSON.stringify(actions.reviewAction.mock.calls)).not.toContain("hunter2");
}, 20_000);
