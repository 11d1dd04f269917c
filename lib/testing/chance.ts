// `fast-check` as the tests get it (vitest.config.ts): by its path, as its name leads here.
import fc from "../../node_modules/fast-check/lib/fast-check.js";

/** One and the same in every run of `npm test`: what fails there has a cause that is not chance. `SPINDLE_TEST_SEED=any` looks for more. */
const seed = process.env.SPINDLE_TEST_SEED ?? "20261126";
if (seed !== "any") fc.configureGlobal({ seed: Number(seed) });

export * from "../../node_modules/fast-check/lib/fast-check.js";
export default fc;
