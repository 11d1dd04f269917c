// @vitest-environment happy-dom
import { beforeEach, describe, expect, test } from "vitest";
import type { LiveSocket } from "@/lib/client/socket";
import type { ShellAbout } from "./open-shell";
import { MOST_SHELLS, OpenShells, shellAddress } from "./open-shells";
import { keepShellsOf, remember, remembered, remembersShells } from "./shell-memory";

const socket = { open: () => ({}) } as unknown as LiveSocket;
const opened = (shells: OpenShells, ...args: Parameters<OpenShells["open"]>) => {
  const shell = shells.open(...args);
  if (shell === null) throw new Error("too many shells");
  return shell;
};
const about = (label: string): ShellAbout => ({ environment: "dev", stack: "als", service: "web", container: `id-of-${label}`, label, as: null });
const tabs = (shells: OpenShells) => shells.groups().map((group) => group.map((shell) => shell.about.label));
const kept = (label: string, over: object = {}) => ({
  about: about(label),
  where: "dock" as const,
  group: label,
  touched: true,
  debug: null,
  session: `session-${label}`,
  ...over,
});

beforeEach(() => sessionStorage.clear());

describe("the shells of a tab", () => {
  test("stand in tabs of the dock, or side by side in one, and the last one opened is looked at", () => {
    const shells = new OpenShells(socket, "/");
    const one = opened(shells, about("web-1"), "dock");
    const two = opened(shells, about("web-2"), "dock");
    const beside = opened(shells, about("web-1"), "dock", one);
    expect(tabs(shells)).toEqual([["web-1", "web-1"], ["web-2"]]);
    expect(shells.view().active).toBe(beside);
    shells.regroup(beside, true);
    expect(tabs(shells)).toEqual([["web-1"], ["web-1"], ["web-2"]]);
    shells.regroup(two, false);
    expect(tabs(shells)).toEqual([["web-1"], ["web-1", "web-2"]]);
    shells.end(two);
    expect(shells.view().active).toBe(beside);
    shells.end(beside);
    shells.end(one);
    expect([tabs(shells), shells.view().active]).toEqual([[], null]);
  });

  test("one that somebody typed in goes on in the dock when its page is left, the others end", () => {
    const shells = new OpenShells(socket, "/");
    const idle = opened(shells, about("web-1"), "page");
    const used = opened(shells, about("web-2"), "page");
    used.touched = true;
    expect(tabs(shells)).toEqual([]);
    shells.leave(idle);
    shells.leave(used);
    expect(tabs(shells)).toEqual([["web-2"]]);
    expect(shells.view()).toEqual({ shells: [used], active: used, full: false });
    shells.move(used, "page");
    expect(shells.view().active).toBeNull();
  });

  test("come back after a reload where they were: in the dock, or on their own page, or in the dock when that page is another one now", () => {
    const all = [kept("web-1"), kept("web-2", { where: "page" }), kept("web-3", { where: "page", touched: false })];
    remember({ shells: all, active: 0 });
    const elsewhere = new OpenShells(socket, "/dev/activity?tab=");
    expect(tabs(elsewhere)).toEqual([["web-1"], ["web-2"]]);
    expect(elsewhere.view().active?.id).toBe("session-web-1");
    remember({ shells: all, active: 0 });
    const there = new OpenShells(socket, shellAddress(about("web-2")));
    expect(there.view().shells.map(({ where, about: { label } }) => [label, where])).toEqual([
      ["web-1", "dock"],
      ["web-2", "page"],
      ["web-3", "page"],
    ]);
  });

  test("are remembered by what the server calls them while there is something to come back to, and nowhere else", () => {
    expect(remembersShells()).toBe(false);
    remember({ shells: [kept("web-1")], active: 0 });
    const shells = new OpenShells(socket, "/");
    expect(remembered()).toMatchObject({ shells: [{ session: "session-web-1", where: "dock" }], active: 0 });
    // Not opened yet: there is nothing to come back to.
    shells.open(about("web-2"), "dock");
    expect(remembered().shells).toHaveLength(1);
    for (const shell of shells.view().shells) shells.end(shell);
    expect(remembersShells()).toBe(false);
    expect(localStorage.length).toBe(0);
  });

  test("are not more than its socket can carry; one that is ended makes room", () => {
    const shells = new OpenShells(socket, "/");
    const all = Array.from({ length: MOST_SHELLS }, () => opened(shells, about("web-1"), "dock"));
    expect(shells.open(about("web-1"), "dock")).toBeNull();
    expect(shells.view().full).toBe(true);
    for (const shell of all.slice(0, 1)) shells.end(shell);
    expect(shells.view().full).toBe(false);
    expect(shells.open(about("web-1"), "dock")).not.toBeNull();
  });

  test("of another person who had this tab are forgotten", () => {
    keepShellsOf("tin");
    remember({ shells: [kept("web-1")], active: 0 });
    keepShellsOf("tin");
    expect(remembersShells()).toBe(true);
    keepShellsOf("marta");
    expect(remembersShells()).toBe(false);
  });

  test("what is not ours in the tab's memory is no shell", () => {
    sessionStorage.setItem("spindle.shells", "{not json");
    expect(remembered().shells).toEqual([]);
    sessionStorage.setItem("spindle.shells", '{"shells":7}');
    expect(new OpenShells(socket, "/").view().shells).toEqual([]);
  });
});
