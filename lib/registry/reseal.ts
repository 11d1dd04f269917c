import { tlsKeyPlace } from "@/lib/core/engine-address";
import { hookPlace, SMTP_PASSWORD_PLACE } from "@/lib/core/notice-addresses";
import { requestPlace } from "@/lib/core/requests";
import type { Sealing } from "@/lib/core/sealing";
import { secondFactorPlace } from "@/lib/core/sign-in";
import type { Database } from "./database";
import { FORGOTTEN } from "./deploy-requests";
import type { Queryable } from "./queryable";
import { placeOf } from "./secrets";

interface SealedCell {
  sealed: string;
  place: string;
  write(sealed: string): Promise<unknown>;
}

/** Every column whose text is sealed. One that is missing here would be lost with its key, so a test compares this list with the models. */
export const SEALED_COLUMNS: Record<string, (db: Queryable) => Promise<SealedCell[]>> = {
  "DeployRequest.input": async (db) =>
    (await db.deployRequest.findMany({ where: { input: { not: FORGOTTEN } } })).map(({ id, input }) => ({
      sealed: input,
      place: requestPlace(id),
      write: (text) => db.deployRequest.update({ where: { id }, data: { input: text } }),
    })),
  "Environment.tlsKey": async (db) =>
    (await db.environment.findMany()).flatMap(({ id, tlsKey }) =>
      tlsKey === null
        ? []
        : [{ sealed: tlsKey, place: tlsKeyPlace(id), write: (text: string) => db.environment.update({ where: { id }, data: { tlsKey: text } }) }],
    ),
  "NoticeAddress.sealed": async (db) =>
    (await db.noticeAddress.findMany()).flatMap(({ id, sealed }) =>
      sealed === null ? [] : [{ sealed, place: hookPlace(id), write: (text: string) => db.noticeAddress.update({ where: { id }, data: { sealed: text } }) }],
    ),
  "NoticeSettings.smtpPassword": async (db) =>
    (await db.noticeSettings.findMany()).flatMap(({ id, smtpPassword }) =>
      smtpPassword === null
        ? []
        : [
            {
              sealed: smtpPassword,
              place: SMTP_PASSWORD_PLACE,
              write: (text: string) => db.noticeSettings.update({ where: { id }, data: { smtpPassword: text } }),
            },
          ],
    ),
  "SecondFactor.sealed": async (db) =>
    (await db.secondFactor.findMany()).map(({ userId, sealed }) => ({
      sealed,
      place: secondFactorPlace(userId),
      write: (text) => db.secondFactor.update({ where: { userId }, data: { sealed: text } }),
    })),
  "SecretText.sealed": async (db) =>
    (await db.secretText.findMany()).map(({ secretId, version, sealed }) => ({
      sealed,
      place: placeOf(secretId, version),
      write: (text) => db.secretText.update({ where: { secretId_version: { secretId, version } }, data: { sealed: text } }),
    })),
};

/** Seals with the key in use now whatever another one sealed: all of it or, when one does not open, nothing. Returns how many. */
export function resealAll(database: Pick<Database, "write">, sealing: Sealing): Promise<number> {
  return database.write(async (tx) => {
    let count = 0;
    for (const read of Object.values(SEALED_COLUMNS))
      for (const { sealed, place, write } of await read(tx)) {
        if (sealing.isCurrent(sealed)) continue;
        await write(sealing.seal(sealing.open(sealed, place), place));
        count += 1;
      }
    return count;
  });
}
