import type { Queryable } from "./queryable";
import type { Touched } from "./touched";
import type { SignInReads, SignInWrites } from "./types";

export function secondFactorReads(db: Queryable): Pick<SignInReads, "secondFactor" | "recoveryCodeCount"> {
  return {
    secondFactor: async (userId) => {
      const row = await db.secondFactor.findUnique({ where: { userId } });
      return row && { sealed: row.sealed, confirmed: row.confirmedAt !== null, lastStep: row.lastStep };
    },
    recoveryCodeCount: (userId) => db.recoveryCode.count({ where: { userId } }),
  };
}

type Writes = Pick<SignInWrites, "beginSecondFactor" | "confirmSecondFactor" | "takeStep" | "removeSecondFactor" | "setRecoveryCodes" | "takeRecoveryCode">;

export function secondFactorWrites(db: Queryable, touched: Touched): Writes {
  return {
    beginSecondFactor: async (userId, sealed) => {
      const blank = { sealed, confirmedAt: null, lastStep: 0 };
      await db.secondFactor.upsert({ where: { userId }, create: { userId, ...blank }, update: blank });
    },
    confirmSecondFactor: async (userId, lastStep, at) => {
      await db.secondFactor.update({ where: { userId }, data: { confirmedAt: new Date(at), lastStep } });
      touched.users();
    },
    takeStep: async (userId, step) => {
      const { count } = await db.secondFactor.updateMany({ where: { userId, lastStep: { lt: step } }, data: { lastStep: step } });
      return count === 1;
    },
    removeSecondFactor: async (userId) => {
      await db.secondFactor.deleteMany({ where: { userId } });
      await db.recoveryCode.deleteMany({ where: { userId } });
      touched.users();
    },
    setRecoveryCodes: async (userId, hashes) => {
      await db.recoveryCode.deleteMany({ where: { userId } });
      await db.recoveryCode.createMany({ data: hashes.map((hash) => ({ hash, userId })) });
    },
    takeRecoveryCode: async (userId, hash) => {
      const { count } = await db.recoveryCode.deleteMany({ where: { userId, hash } });
      return count === 1;
    },
  };
}
