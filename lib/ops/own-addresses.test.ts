import { describe, expect, onTestFinished, test } from "vitest";
import { problemOf } from "@/lib/core/errors";
import { type NoticeSettings, SMTP_PASSWORD_PLACE } from "@/lib/core/notice-addresses";
import { type House, openHouse } from "@/lib/testing/house";
import { keepingPost } from "@/lib/testing/notice-room";
import { makeTeam, type Team } from "@/lib/testing/team";
import { changeNoticeSettings, getNoticeSettings, testMail } from "./change-notice-settings";
import { getNoticeChoices } from "./choose-notices";
import type { OpContext } from "./context";
import { noticeSettingsInput } from "./notice-inputs";
import { addAddress, confirmAddress, removeAddress, testAddress } from "./own-addresses";

const SMTP = { host: "smtp.example.org", port: 587, tls: "starttls", user: "spindle", from: "spindle@example.org", ca: null } as const;
const SETTINGS: NoticeSettings = { smtp: SMTP, allowedMail: ["@example.org"], allowedHooks: ["https://hooks.example.org/in/"], perHour: 10 };

const codeOf = async (work: Promise<unknown>) => problemOf(await work.then(() => null).catch((error: unknown) => error));

async function room(): Promise<
  { house: House; team: Team; as: (name: "admin" | "owner" | "other" | "operator") => OpContext } & ReturnType<typeof keepingPost>
> {
  const house = await openHouse(onTestFinished);
  const team = await makeTeam(house);
  const kept = keepingPost();
  const as = (name: "admin" | "owner" | "other" | "operator") => Object.assign(team.as(name), { post: kept.post });
  await changeNoticeSettings({ ctx: as("admin"), input: { settings: SETTINGS, password: "hunter2" } });
  return { house, team, as, ...kept };
}

const digitsIn = (subject: string | undefined) => /^\d{8}/.exec(subject ?? "")?.[0] ?? "";

describe("a mail address of one's own", () => {
  test("is one's own when the code that was sent there came back, within its time and few tries", async () => {
    const { as, posted } = await room();
    const ctx = as("owner");
    const { address } = await addAddress({ ctx, input: { kind: "mail", address: "ada@example.org" } });
    expect([address.confirmed, posted[0]?.target]).toEqual([false, { kind: "mail", address: "ada@example.org" }]);
    const digits = digitsIn(posted[0]?.letter.subject);
    expect(digits).toMatch(/^\d{8}$/);
    expect((await codeOf(testAddress({ ctx, input: { addressId: address.id } }))).code).toBe("INVALID_INPUT");
    const wrong = String((Number(digits) + 1) % 100_000_000).padStart(8, "0");
    expect(await codeOf(confirmAddress({ ctx, input: { addressId: address.id, code: wrong } }))).toMatchObject({
      code: "INVALID_INPUT",
      data: { field: "Code" },
    });
    await confirmAddress({ ctx, input: { addressId: address.id, code: `${digits.slice(0, 4)} ${digits.slice(4)}` } });
    expect((await getNoticeChoices({ ctx })).addresses).toMatchObject([{ shown: "ada@example.org", confirmed: true, allowed: true, off: false }]);
    expect(await testAddress({ ctx, input: { addressId: address.id } })).toEqual({ problem: null });
  });

  test("is given up after five wrong codes, and another code is sent when it is entered again", async () => {
    const { as, posted } = await room();
    const ctx = as("owner");
    const input = { kind: "mail" as const, address: "ada@example.org" };
    const { address } = await addAddress({ ctx, input });
    for (let time = 0; time < 5; time += 1) await codeOf(confirmAddress({ ctx, input: { addressId: address.id, code: "x" } }));
    const first = digitsIn(posted[0]?.letter.subject);
    expect((await codeOf(confirmAddress({ ctx, input: { addressId: address.id, code: first } }))).code).toBe("INVALID_INPUT");
    expect((await addAddress({ ctx, input })).address.id).toBe(address.id);
    await confirmAddress({ ctx, input: { addressId: address.id, code: digitsIn(posted[1]?.letter.subject) } });
    expect((await codeOf(addAddress({ ctx, input }))).code).toBe("NAME_TAKEN");
  });

  test("must be allowed, and nobody is flooded with codes", async () => {
    const { as, posted } = await room();
    const ctx = as("owner");
    expect(await codeOf(addAddress({ ctx, input: { kind: "mail", address: "ada@evil.org" } }))).toMatchObject({
      code: "INVALID_INPUT",
      data: { field: "Mail address" },
    });
    const codes: string[] = [];
    for (let time = 0; time < 14; time += 1) codes.push((await codeOf(addAddress({ ctx, input: { kind: "mail", address: "eve@example.org" } }))).code);
    expect(codes.slice(-2)).toEqual(["TOO_MANY_ATTEMPTS", "TOO_MANY_ATTEMPTS"]);
    expect(posted).toHaveLength(12);
  });
});

test("a webhook has its secret shown once and is sealed; what is not allowed any more says so", async () => {
  const { as, house } = await room();
  const ctx = as("owner");
  const url = "https://hooks.example.org/in/T1/very-secret-path";
  const { secret, address } = await addAddress({ ctx, input: { kind: "webhook", address: url } });
  expect([secret?.length, address.shown, address.confirmed]).toEqual([64, "https://hooks.example.org/…path", true]);
  const stored = JSON.stringify(await house.db.database.prisma.noticeAddress.findMany());
  expect(stored).not.toMatch(/very-secret|hunter2/);
  expect(stored).not.toContain(secret ?? "?");
  expect((await codeOf(addAddress({ ctx, input: { kind: "webhook", address: "https://evil.example.org/in/x" } }))).code).toBe("INVALID_INPUT");
  await changeNoticeSettings({ ctx: as("admin"), input: { settings: { ...SETTINGS, allowedHooks: [] }, password: null } });
  expect((await getNoticeChoices({ ctx })).addresses[0]?.allowed).toBe(false);
});

test("somebody else's address is like none", async () => {
  const { as } = await room();
  const { address } = await addAddress({ ctx: as("owner"), input: { kind: "webhook", address: "https://hooks.example.org/in/a" } });
  const input = { addressId: address.id };
  for (const work of [
    testAddress({ ctx: as("other"), input }),
    removeAddress({ ctx: as("other"), input }),
    confirmAddress({ ctx: as("admin"), input: { ...input, code: "1" } }),
  ])
    expect(await codeOf(work)).toMatchObject({ code: "NOT_FOUND", data: { what: "address" } });
  await removeAddress({ ctx: as("owner"), input });
  expect((await getNoticeChoices({ ctx: as("owner") })).addresses).toEqual([]);
});

describe("the settings", () => {
  test("are an administrator's, whose password nobody reads back; both stand in the audit log without it", async () => {
    const { as, house } = await room();
    expect((await codeOf(getNoticeSettings({ ctx: as("operator") }))).code).toBe("FORBIDDEN");
    expect((await codeOf(changeNoticeSettings({ ctx: as("owner"), input: { settings: SETTINGS, password: null } }))).code).toBe("FORBIDDEN");
    expect(await getNoticeSettings({ ctx: as("admin") })).toEqual({ settings: SETTINGS, hasPassword: true });
    const { smtpPassword } = await house.db.registry.noticeSettings();
    expect(as("admin").sealing.open(smtpPassword ?? "", SMTP_PASSWORD_PLACE)).toBe("hunter2");
    const rows = JSON.stringify(await house.db.database.prisma.auditEntry.findMany({ where: { action: "notice.settings" } }));
    expect(rows).toContain("smtp.example.org");
    expect(rows).not.toContain("hunter2");
  });

  test("the stored password goes to no other server and no other user", async () => {
    const { as, house, posted } = await room();
    const ctx = as("admin");
    for (const smtp of [
      { ...SMTP, host: "evil.example.org" },
      { ...SMTP, user: "other" },
      { ...SMTP, port: 25 },
    ]) {
      const input = { settings: { ...SETTINGS, smtp }, password: null };
      expect(await codeOf(changeNoticeSettings({ ctx, input }))).toMatchObject({ code: "INVALID_INPUT", data: { field: "Mail password" } });
      expect((await codeOf(testMail({ ctx, input: { ...input, to: "ada@example.org" } }))).code).toBe("INVALID_INPUT");
    }
    expect(posted).toEqual([]);
    await changeNoticeSettings({ ctx, input: { settings: { ...SETTINGS, perHour: 2 }, password: null } });
    expect((await getNoticeSettings({ ctx })).hasPassword).toBe(true);
    await changeNoticeSettings({ ctx, input: { settings: { ...SETTINGS, smtp: null }, password: null } });
    expect((await house.db.registry.noticeSettings()).smtpPassword).toBeNull();
  });

  test.each([
    [{ smtp: { ...SMTP, tls: "none" } }, "in the clear"],
    [{ smtp: { ...SMTP, host: "smtp.example.org/x" } }, "host name"],
    [{ smtp: { ...SMTP, from: "a@b.org\nBcc: c@d.org" } }, "such as spindle@lbl.gov"],
    [{ allowedMail: ["lbl.gov"] }, "a domain such as"],
    [{ allowedHooks: ["hooks.slack.com"] }, "the beginning of an address"],
    [{ perHour: 0 }, ""],
  ])("%j is refused with what is meant", (over, words) => {
    const read = noticeSettingsInput.safeParse({ settings: { ...SETTINGS, ...over }, password: null });
    expect(read.success).toBe(false);
    expect(read.error?.issues[0]?.message).toContain(words);
  });
});
