// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, fireEvent, render, renderHook, screen } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { USUAL_CHOICE } from "@/lib/core/notice-choices";
import type { NoticeSettingsView, NoticeView } from "@/lib/core/notice-views";
import { noticePath, noticeText, noticeTitle } from "@/lib/format/notice-sentences";
import { ChoiceTable } from "./choice-table";
import { NoticeLine } from "./notice-line";
import { draftOf, settingsOf } from "./settings-draft";
import { Unsubscribe } from "./unsubscribe";
import { usePressed } from "./use-pressed";

const notice = (over: Partial<NoticeView> = {}): NoticeView => ({
  ...{ id: "n", kind: "crash-loop", phase: "trouble", environment: "dev", stack: "shop", services: ["web"], about: {}, at: 0, read: false },
  ...over,
});

describe("what a notice says, and where it leads", () => {
  const problem = { code: "CRASH_LOOP", data: { container: "web-1", exitCode: 1, restarts: 4 } } as const;
  test.each([
    [notice({ about: { problem } }), "`web` of `shop` keeps crashing", "/dev/stacks/shop/services/web"],
    [notice({ services: ["a", "b"] }), "`a` and `b` of `shop` keep crashing", "/dev/stacks/shop"],
    [notice({ services: ["a", "b", "c", "d"], kind: "unhealthy" }), "4 services of `shop` are unhealthy", "/dev/stacks/shop"],
    [notice({ phase: "well" }), "`web` of `shop` is well again", "/dev/stacks/shop/services/web"],
    [notice({ kind: "upgrade-waits" }), "The upgrade of `shop` waits for your decision", "/dev/stacks/shop/services/web?tab=upgrade"],
    [notice({ kind: "upgrade-waits", phase: "reminder" }), "The upgrade of `shop` still waits for your decision", "/dev/stacks/shop/services/web?tab=upgrade"],
    [
      notice({ kind: "deploy-failed", services: [], about: { operation: { id: "o1", kind: "deploy", actor: "ada" } } }),
      "Deploy of `shop` failed",
      "/dev/activity/o1",
    ],
    [notice({ kind: "deploy-failed", about: { operation: { id: "o1", kind: "scale", actor: "ada" } } }), "Scale of `web` of `shop` failed", "/dev/activity/o1"],
    [notice({ kind: "engine-down", stack: null, services: [], about: { engine: "down" } }), "The engine of `dev` does not answer", "/dev/admin?tab=engine"],
    [notice({ kind: "engine-down", phase: "well", stack: null, services: [] }), "The engine of `dev` answers again", "/dev/admin?tab=engine"],
    [notice({ kind: "approval-waits", services: [], about: { asker: "tin" } }), "tin asks for your yes to deploy `shop`", "/dev/stacks/shop"],
    [
      notice({ kind: "address-off", phase: "note", environment: null, stack: null, services: [], about: { address: "a@b.org" } }),
      "Notifications to `a@b.org` are switched off",
      "/home/account#notifications",
    ],
  ])("%#", (told, title, path) => {
    expect([noticeTitle(told), noticePath(told, "home")]).toEqual([title, path]);
  });

  test("the cause is said of one service, not of many", () => {
    expect(noticeText(notice({ about: { problem } }))).toContain("last with exit code 1");
    expect(noticeText(notice({ about: { problem }, services: ["a", "b"] }))).toBe("");
  });
});

describe("a line of the bell", () => {
  test("leads to its place, which reads it; or is marked read where it is", () => {
    const [onMark, onLeave] = [vi.fn(), vi.fn()];
    render(<NoticeLine notice={notice()} environment="dev" onMark={onMark} onLeave={onLeave} />);
    fireEvent.click(screen.getByRole("button", { name: "Mark read: web of shop keeps crashing" }));
    expect([onMark.mock.calls.length, onLeave.mock.calls.length]).toEqual([1, 0]);
    const link = screen.getByRole("link", { name: "web of shop keeps crashing" });
    link.addEventListener("click", (event) => event.preventDefault());
    fireEvent.click(link);
    expect([onMark.mock.calls.length, onLeave.mock.calls.length]).toEqual([2, 1]);
  });

  test("that was read has nothing to mark", () => {
    render(<NoticeLine notice={notice({ read: true })} environment="dev" onMark={() => undefined} onLeave={() => undefined} />);
    expect([screen.queryByRole("button"), screen.queryByText(/unread/)]).toEqual([null, null]);
  });
});

test("a box for each thing and way; ways that one does not have are not shown, nor what only operators hear", () => {
  const onChange = vi.fn();
  const { rerender } = render(<ChoiceTable label="What" choice={USUAL_CHOICE} ways={[]} onChange={onChange} />);
  expect(screen.getAllByRole("checkbox").map((box) => box.closest("label")?.textContent)).toEqual([
    "Unhealthy in the bell",
    "Crash loop in the bell",
    "Upgrade waits in the bell",
    "Deploy failed in the bell",
    "Well again in the bell",
  ]);
  rerender(<ChoiceTable label="What" choice={USUAL_CHOICE} ways={["mail"]} site onChange={onChange} />);
  fireEvent.click(screen.getByRole("checkbox", { name: "Engine down by mail" }));
  expect(onChange).toHaveBeenCalledWith({ ...USUAL_CHOICE, mail: ["engine-down"] });
  fireEvent.click(screen.getByRole("checkbox", { name: "Crash loop in the bell" }));
  expect(onChange).toHaveBeenLastCalledWith({ ...USUAL_CHOICE, bell: USUAL_CHOICE.bell.filter((kind) => kind !== "crash-loop") });
});

test("the link of a mail asks, and ends mails by the token behind the sign # alone", async () => {
  window.location.hash = "#v1.0a.b-c_d";
  const answers = [404, 200];
  const post = vi.spyOn(globalThis, "fetch").mockImplementation(async () => new Response(null, { status: answers.shift() ?? 500 }));
  render(
    <QueryClientProvider client={new QueryClient()}>
      <Unsubscribe />
    </QueryClientProvider>,
  );
  expect(post).not.toHaveBeenCalled();
  const press = () => fireEvent.click(screen.getByRole("button", { name: "Stop the mails" }));
  press();
  await screen.findByText("This link ends no mails");
  press();
  await screen.findByText("No more mails go there");
  expect(post.mock.calls.map(([url, init]) => [url, init?.method, String(init?.body)])).toEqual(
    Array(2).fill(["/api/unsubscribe/v1.0a.b-c_d", "POST", "List-Unsubscribe=One-Click"]),
  );
  post.mockRestore();
});

test("a box that was pressed shows it at once, and is as it was when the server refuses", async () => {
  let refuse: (reason: Error) => void = () => undefined;
  const save = vi.fn(
    () =>
      new Promise((_, reject) => {
        refuse = reject;
      }),
  );
  const { result } = renderHook(() => usePressed("off", save));
  act(() => result.current[1]("on"));
  expect([result.current[0], save.mock.calls]).toEqual(["on", [["on"]]]);
  await act(async () => refuse(new Error("no")));
  expect(result.current[0]).toBe("off");
});

test("the administrator's form sends what it was given, and keeps a password that nobody typed anew", () => {
  const settings = {
    smtp: { host: "smtp.example.org", port: 465, tls: "tls", user: "spindle", from: "spindle@example.org", ca: null },
    allowedMail: ["@example.org", "ops@lbl.gov"],
    allowedHooks: ["https://hooks.example.org/"],
    perHour: 5,
  } satisfies NoticeSettingsView["settings"];
  const draft = draftOf({ settings, hasPassword: true });
  expect(settingsOf(draft, true)).toEqual({ settings, password: null });
  expect(settingsOf(draft, false).password).toBe("");
  expect(settingsOf({ ...draft, password: "x" }, true).password).toBe("x");
  expect(settingsOf({ ...draft, mail: false, allowedMail: "@a.org, b@c.org\n" }, true).settings).toMatchObject({
    smtp: null,
    allowedMail: ["@a.org", "b@c.org"],
  });
});
