// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { keys } from "@/lib/client/queries";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import type { PolicyTrial } from "@/lib/core/policy-view";
import { PolicyTab } from "./policy-form";

const { changePolicyAction, tryPolicyAction } = vi.hoisted(() => ({ changePolicyAction: vi.fn(), tryPolicyAction: vi.fn() }));
vi.mock("@/lib/actions/policy", () => ({ changePolicyAction, tryPolicyAction }));
vi.mock("@/components/editor/compose-editor", () => ({
  ComposeEditor: ({ label, text, onChange }: { label: string; text: string; onChange: (text: string) => void }) => (
    <textarea aria-label={label} value={text} onChange={(event) => onChange(event.target.value)} />
  ),
}));

const NOTHING: PolicyTrial = { issues: null, failing: [], stacks: 3 };
const failing = {
  stack: "als",
  project: "tin63",
  revision: 2,
  errors: 2,
  rule: "policy.mem_limit",
  line: 4,
  message: "mem_limit can be 6m to 64m; this is 1g.",
  already: false,
};
const MiB = 1024 * 1024;

function open() {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(keys.policy("prod"), { environment: "prod", policy: DEFAULT_POLICY, version: "v1" });
  client.setQueryData(keys.users, [{ id: "1", username: "ada", role: "admin" }]);
  render(
    <QueryClientProvider client={client}>
      <PolicyTab environment="prod" username="ada" />
    </QueryClientProvider>,
  );
}
const type = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });
const save = () => fireEvent.submit(screen.getByRole("form"));
// Counts and their nouns stay together on a line.
const status = (name: string) => screen.getByRole("status", { name }).textContent?.replaceAll("\u00a0", " ");

beforeEach(() => {
  tryPolicyAction.mockResolvedValue({ ok: true, value: NOTHING });
  changePolicyAction.mockImplementation(({ policy }) => Promise.resolve({ ok: true, value: { environment: "prod", policy, version: "v2" } }));
});
afterEach(() => {
  cleanup();
  vi.clearAllMocks();
});

describe("the policy form", () => {
  test("saves what was changed, with the version that was read", async () => {
    open();
    expect(status("Policy")).toBe("As saved.");
    type("Memory", "64");
    await waitFor(() => expect(status("Stacks under this policy")).toBe("All 3 stacks would pass."));
    save();
    await waitFor(() => expect(status("Policy")).toBe("Saved."));
    expect(changePolicyAction).toHaveBeenCalledTimes(1);
    expect(changePolicyAction.mock.calls[0]?.[0]).toMatchObject({ environment: "prod", version: "v1", policy: { limits: { memoryBytes: 64 * MiB } } });
  });

  test("lists the stacks that would not pass, and asks before it is saved all the same", async () => {
    tryPolicyAction.mockResolvedValue({ ok: true, value: { ...NOTHING, failing: [failing] } });
    open();
    type("Memory", "64");
    await screen.findByText("mem_limit can be 6m to 64m; this is 1g.");
    expect(status("Stacks under this policy")).toBe("1 of 3 stacks would not pass.");
    save();
    expect(changePolicyAction).not.toHaveBeenCalled();
    fireEvent.click(await screen.findByRole("button", { name: "Save all the same" }));
    await waitFor(() => expect(changePolicyAction).toHaveBeenCalledTimes(1));
  });

  test("tries a pasted file against what is typed, not what is saved", async () => {
    open();
    type("Memory", "64");
    type("Compose file to try", "services: {}");
    await waitFor(() =>
      expect(tryPolicyAction.mock.lastCall?.[0]).toMatchObject({
        policy: { limits: { memoryBytes: 64 * MiB } },
        file: { composeText: "services: {}", username: "ada" },
      }),
    );
  });

  test("says that somebody else was faster, and saves nothing", async () => {
    changePolicyAction.mockResolvedValue({ ok: false, problem: { code: "POLICY_CHANGED", data: { environment: "prod" } } });
    open();
    type("Memory", "64");
    await waitFor(() => expect(status("Stacks under this policy")).not.toBe("Checking"));
    save();
    expect((await screen.findByRole("alert")).textContent).toContain("The policy of prod was changed by somebody else");
    expect(screen.getByRole("button", { name: "Read it again" })).toBeTruthy();
  });

  test("cannot be saved while a field is wrong, and says at which", () => {
    open();
    type("Memory", "much");
    expect(screen.getByRole("alert").textContent).toBe("A number, such as 512 or 1.5.");
    expect(screen.getByLabelText("Memory").getAttribute("aria-invalid")).toBe("true");
    save();
    expect(changePolicyAction).not.toHaveBeenCalled();
    expect(status("Policy")).toBe("Some fields are not right yet.");
  });

  test("knows the presets by what they are", () => {
    open();
    fireEvent.click(screen.getByRole("radio", { name: "Restricted" }));
    fireEvent.click(screen.getByRole("radio", { name: "Own choice" }));
    const ticked = screen.getAllByRole("checkbox", { checked: true }).map((box) => box.closest("label")?.textContent);
    expect(ticked).toEqual([
      "NET_BIND_SERVICE",
      "Every service says a user other than root, by number",
      "TCP",
      "UDP",
      "Keep logs",
      "Sample statistics",
      "Transfer files",
    ]);
  });
});
