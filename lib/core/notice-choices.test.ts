import { describe, expect, it, test } from "vitest";
import { allowsHook, allowsMail, hookUrl, shownHook } from "./notice-addresses";
import { channelsFor, type Hearer, type NoticeChoice, USUAL_CHOICE } from "./notice-choices";

const hearer = (over: Partial<Hearer> = {}): Hearer => ({ role: "user", member: "owner", usual: null, own: null, ...over });
const crash = { kind: "crash-loop", kinds: ["crash-loop"], phase: "trouble" } as const;
const well = { ...crash, phase: "well" } as const;
const engine = { kind: "engine-down", kinds: ["engine-down"], phase: "trouble" } as const;
const choice = (over: Partial<NoticeChoice>): NoticeChoice => ({ muted: false, bell: [], mail: [], webhook: [], ...over });

describe("whom a notice reaches, and how", () => {
  test.each([
    ["owners hear in the bell without a click", crash, hearer(), ["bell"]],
    ["maintainers too", crash, hearer({ member: "maintainer" }), ["bell"]],
    ["viewers do not", crash, hearer({ member: "viewer" }), []],
    ["nor those who see it by a site role", crash, hearer({ role: "admin", member: null }), []],
    ["unless they chose this stack", crash, hearer({ role: "admin", member: null, own: USUAL_CHOICE }), ["bell"]],
    ["nothing of a muted stack", crash, hearer({ own: { ...USUAL_CHOICE, muted: true } }), []],
    ["the choice for all one's stacks", crash, hearer({ usual: choice({ mail: ["crash-loop"] }) }), ["mail"]],
    ["is not one for stacks one only looks at", crash, hearer({ member: "viewer", usual: choice({ mail: ["crash-loop"] }) }), []],
    ["well again, where both were chosen", well, hearer({ own: choice({ bell: ["crash-loop", "back-to-well"], mail: ["crash-loop"] }) }), ["bell"]],
    ["and not of a trouble that one did not want to hear of", well, hearer({ own: choice({ bell: ["back-to-well"] }) }), []],
    ["engines are for those who keep them going", engine, hearer({ role: "operator", member: null }), ["bell"]],
    ["and for nobody else", engine, hearer(), []],
    ["not even when chosen", engine, hearer({ usual: choice({ bell: ["engine-down"] }) }), []],
  ])("%s", (_name, notice, person, channels) => {
    expect(channelsFor({ ...notice, kinds: [...notice.kinds] }, person)).toEqual(channels);
  });
});

describe("addresses that an administrator allowed", () => {
  it("are whole domains or whole addresses", () => {
    const allowed = ["@lbl.gov", "ops@example.org"];
    const asked = [
      "ada@lbl.gov",
      "Ada@LBL.gov",
      "ops@example.org",
      "ada@x.lbl.gov",
      "ada@evil-lbl.gov",
      "ada@lbl.gov.evil.org",
      "other@example.org",
      "@lbl.gov",
    ];
    expect(asked.filter((address) => allowsMail(address, allowed))).toEqual(["ada@lbl.gov", "Ada@LBL.gov", "ops@example.org"]);
    for (const wrong of ["a@lbl.gov,b@evil.org", "a@lbl.gov\nBcc: b@evil.org", "a b@lbl.gov", "<a@lbl.gov>", "a@b@lbl.gov"])
      expect(allowsMail(wrong, allowed)).toBe(false);
  });

  it.each([
    ["https://hooks.slack.com/services/T1/B2/x", true],
    ["https://HOOKS.slack.com:443/services/T1", true],
    ["https://hooks.slack.com/services", false],
    ["https://hooks.slack.com/services/../admin", false],
    ["https://hooks.slack.com/services/%2e%2e/admin", false],
    ["https://hooks.slack.com/services/..%2fadmin", false],
    ["https://hooks.slack.com/servicesevil/x", false],
    ["https://hooks.slack.com.evil.org/services/x", false],
    ["https://hooks.slack.com@evil.org/services/x", false],
    ["https://evil.org/https://hooks.slack.com/services/", false],
    ["https://hooks.slack.com:8443/services/x", false],
    ["http://hooks.slack.com/services/x", false],
    ["https://user:pass@hooks.slack.com/services/x", false],
    ["https://hooks.slack.com/services/x#y", false],
    ["ftp://hooks.slack.com/services/x", false],
    ["https:\\\\evil.org/services/x", false],
    ["https://mm.example.org/hooks/abc?x=1", true],
    ["https://mm.example.org/hooks", true],
    ["https://mm.example.org/hooksabc", false],
  ])("webhooks: %s is %s", (url, allowed) => {
    expect(allowsHook(url, ["https://hooks.slack.com/services/", "https://mm.example.org/hooks"])).toBe(allowed);
  });

  it("are shown without what lets anybody write there", () => {
    expect(shownHook(hookUrl("https://hooks.slack.com/services/T1/B2/secretsecret9f2c") as URL)).toBe("https://hooks.slack.com/…9f2c");
  });
});
