// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { cleanup, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { keys } from "@/lib/client/queries";
import type { EnvironmentView } from "@/lib/core/views";
import { Engines } from "./engine";

afterEach(cleanup);

const sandbox: EnvironmentView = {
  id: "1",
  name: "sandbox",
  colour: "sandbox",
  engine: {
    state: "up",
    since: 0,
    detail: null,
    endpoint: "/var/run/docker.sock",
    name: null,
    version: "29.0.0",
    apiVersion: "1.52",
    containersRunning: 2,
    containersTotal: 3,
    cpus: 4,
    memoryBytes: 1024 ** 3,
  },
  hostPorts: {
    ranges: [
      { from: 60000, to: 60050 },
      { from: 61000, to: 61000 },
    ],
    leased: 3,
  },
};

test("the card of an engine counts and names every range of host ports", () => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY } } });
  client.setQueryData(keys.environments, [sandbox]);
  render(
    <QueryClientProvider client={client}>
      <Engines environment="elsewhere" />
    </QueryClientProvider>,
  );
  expect(screen.getByText("3 of 52 in use, 60000 to 60050 and 61000")).toBeDefined();
});
