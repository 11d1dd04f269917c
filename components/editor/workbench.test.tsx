// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { keys } from "@/lib/client/queries";
import type { Issue, ReviewView } from "@/lib/core/views";
import type { CodeMirrorProps } from "./code-mirror";
import type { Review } from "./use-review";
import { Workbench } from "./workbench";

const applied = vi.hoisted(() => vi.fn());
vi.mock("@/lib/actions/stacks", () => ({}));
vi.mock("./compose-editor", () => ({
  ComposeEditor: ({ label, text, onChange, handle }: CodeMirrorProps) => {
    if (handle) handle.current = { goTo: () => {}, apply: applied };
    return <textarea aria-label={label} value={text} onChange={(event) => onChange(event.target.value)} />;
  },
}));
afterEach(cleanup);

const COMPOSE = "web:\n  image: a:1\n";
const RANCHER = "web:\n  scale: 2\n";
const MODERN = "services:\n  web:\n    image: a:1\n    scale: 2\n";

function Page({ modern = null, issues = [] }: { modern?: string | null; issues?: Issue[] }) {
  const [text, setText] = useState(COMPOSE);
  const [second, setSecond] = useState(RANCHER);
  const said = { issues, variables: [], diff: [], plan: [], lines: 2, services: 1, modern: text === COMPOSE ? modern : null } as unknown as ReviewView;
  const review: Review = { view: said, latest: said, problem: null, checking: false, lost: false, reviewed: false, review: async () => said };
  return (
    <Workbench
      environment="prod"
      text={text}
      onText={setText}
      variables={{}}
      onVariable={() => {}}
      onVariables={() => {}}
      onSecret={() => {}}
      second={{ text: second, onText: setSecond }}
      review={review}
      view="text"
      onView={() => {}}
    />
  );
}

function open(props: Parameters<typeof Page>[0]) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(keys.composeGuide("prod"), {});
  render(
    <QueryClientProvider client={client}>
      <Page {...props} />
    </QueryClientProvider>,
  );
}
const field = (name: string) => screen.queryByLabelText<HTMLTextAreaElement>(name, { selector: "textarea" });
const write = (text: string) => fireEvent.change(field("Compose file") as HTMLElement, { target: { value: text } });

test("undoing a rewriting brings the second file back, and doing it again takes it away", async () => {
  open({ modern: MODERN });
  fireEvent.click(screen.getByRole("button", { name: "Modernise this file" }));
  fireEvent.click(await screen.findByRole("button", { name: "Take over" }));
  expect([field("Compose file")?.value, field("rancher-compose.yml")]).toEqual([MODERN, null]);
  write(COMPOSE);
  expect(field("rancher-compose.yml")?.value).toBe(RANCHER);
  write(MODERN);
  expect(field("rancher-compose.yml")).toBeNull();
});

const issue = (part: Partial<Issue>): Issue => ({
  ...{ severity: "error", rule: "policy.privileged", path: "services.a.privileged", line: 1, column: 1, endLine: 1, endColumn: 2 },
  ...{ short: "not allowed", message: "No.", fix: { label: "Remove the line", from: 0, to: 1, insert: "" } },
  ...part,
});

test("what the same fix mends in several places is mended by one press", () => {
  const fixes = [3, 1, 2].map((line) => ({ label: "Remove the line", from: line, to: line + 1, insert: "" }));
  open({ issues: [...fixes.map((fix) => issue({ line: fix.from, fix })), issue({ rule: "policy.pid", line: 9 })] });
  const all = screen.getAllByRole("button", { name: /^Fix all/ });
  expect(all.map(({ textContent }) => textContent)).toEqual(["Fix all 3 like this"]);
  fireEvent.click(all[0] as HTMLElement);
  expect(applied.mock.calls[0]?.map(({ from }: { from: number }) => from)).toEqual([1, 2, 3]);
});

test("a fix that gives a name or a port is good for one place alone", () => {
  const named = { label: "Move it to the variable A", from: 0, to: 1, insert: "x", variable: { name: "A", value: "b" } };
  open({
    issues: [
      issue({ line: 1, fix: named }),
      issue({ line: 2, fix: named }),
      issue({ line: 3, rule: "policy.ports" }),
      issue({ line: 4, rule: "policy.ports" }),
    ],
  });
  expect(screen.queryByRole("button", { name: /^Fix all/ })).toBeNull();
});
