// @vitest-environment happy-dom
import { fireEvent, render, screen, within } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import type { ReviewDropped } from "@/lib/core/views";
import { DroppedServices } from "./dropped-services";
import { PlanList } from "./plan-list";
import { SpecDiffs } from "./spec-diffs";

const dropped = (part: Partial<ReviewDropped> = {}): ReviewDropped => ({
  ...{ service: "old-worker", sidekicks: [], choice: "remove", outside: null, containers: 1, hasVolumes: false },
  ...part,
});
const radios = (name: string) => within(screen.getByRole("group", { name })).getAllByRole("radio") as HTMLInputElement[];

test("each dropped service has its choice, removal unless somebody said otherwise, and says what it does", () => {
  const onChoose = vi.fn();
  const { rerender } = render(<DroppedServices dropped={[dropped({ hasVolumes: true })]} choices={{}} onChoose={onChoose} />);
  const section = screen.getByRole("region", { name: "No longer in the file" });
  expect(radios("old-worker: remove or keep").map(({ checked }) => checked)).toEqual([true, false]);
  expect(section.textContent).toContain("Its container is stopped and kept until you confirm, and removed then. Named volumes stay.");
  fireEvent.click(screen.getByRole("radio", { name: "Keep it running" }));
  expect(onChoose).toHaveBeenCalledWith("old-worker", "keep");
  // At once, before the server has answered.
  rerender(<DroppedServices dropped={[dropped()]} choices={{ "old-worker": "keep" }} onChoose={onChoose} />);
  expect(radios("old-worker: remove or keep").map(({ checked }) => checked)).toEqual([false, true]);
  expect(section.textContent).toContain("Runs on as it is, outside of the file. You can still scale, stop and remove it.");
});

test("what was chosen last is what it begins with; sidekicks go along", () => {
  render(
    <DroppedServices
      dropped={[dropped({ service: "cache", choice: "keep", outside: 3, sidekicks: ["feed"] }), dropped({ service: "idle", containers: 0 })]}
      choices={{}}
      onChoose={() => {}}
    />,
  );
  expect(radios("cache: remove or keep").map(({ checked }) => checked)).toEqual([false, true]);
  const section = screen.getByRole("region", { name: "No longer in the file" });
  expect(section.textContent).toContain("With its sidekick feed. Runs on as it is, outside of the file, as since revision 3.");
  expect(section.textContent).toContain("There are no containers of it to stop.");
});

test("nothing is asked where nothing is dropped", () => {
  const { container } = render(<DroppedServices dropped={[]} choices={{}} onChoose={() => {}} />);
  expect(container.innerHTML).toBe("");
});

test("plan and changes say that it stays, not that it goes", () => {
  render(
    <>
      <PlanList plan={[{ icon: "keep", service: "old-worker", text: "old-worker: kept running, no longer in the file" }]} />
      <SpecDiffs
        diff={[{ service: "old-worker", change: "removed", keptRunning: true, lines: [{ sign: "-", text: "image: a:1", oldLine: 1, newLine: null }] }]}
      />
    </>,
  );
  expect(screen.getByRole("region", { name: "What will happen" }).textContent).toContain("old-worker: kept running, no longer in the file");
  const changes = screen.getByRole("region", { name: "Changes" });
  expect(changes.textContent).toBe("old-worker: kept running, no longer in the file.");
});
