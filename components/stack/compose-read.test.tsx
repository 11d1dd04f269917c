// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { render, screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { CodeMirrorProps } from "@/components/editor/code-mirror";
import { keys } from "@/lib/client/queries";
import type { RevisionView, StackView } from "@/lib/core/views";
import { ComposeTab } from "./compose-tab";

vi.mock("@/lib/client/stack-actions", () => ({}));
vi.mock("@/components/editor/compose-editor", () => ({
  ComposeEditor: ({ label, text, readOnly }: CodeMirrorProps) => <textarea aria-label={label} value={text} readOnly={readOnly} />,
}));

test("who may not deploy reads the file with its variables, and finds no button that does nothing", () => {
  const revision: RevisionView = {
    ...{ number: 3, author: "ada", message: null, createdAt: 1, rancherText: null, services: [] },
    composeText: "services:\r\n  web:\r\n    image: a:${TAG}\r\n",
    variables: { TAG: "v2" },
  };
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(keys.revision("prod", "als", 3), revision);
  client.setQueryData(keys.composeGuide("prod"), {});
  const stack = { name: "als", environment: "prod", revision: 3, lacks: ["stack.deploy"] } as unknown as StackView;
  render(
    <QueryClientProvider client={client}>
      <ComposeTab stack={stack} actorId="u" restore={null} />
    </QueryClientProvider>,
  );
  const text = screen.getByLabelText<HTMLTextAreaElement>("Compose file");
  expect([text.readOnly, text.value]).toEqual([true, revision.composeText.replaceAll("\r\n", "\n")]);
  expect(screen.getByText("v2")).toBeTruthy();
  expect(screen.queryAllByRole("button")).toEqual([]);
});
