import type { TestContext } from "node:test";
import { fuzz, mutations } from "./mutate.ts";

/** Tries every body; a failure says how to have the same body again. */
export function each(
  t: TestContext,
  samples: readonly unknown[],
  attempt: (body: Uint8Array, index: number) => void,
): void {
  t.diagnostic(`seed ${fuzz.seed}, ${fuzz.bodies} bodies: FUZZ_SEED and FUZZ_BODIES say otherwise`);
  for (const { index, body } of mutations(samples, fuzz.seed)) {
    if (index === fuzz.bodies) return;
    try {
      attempt(body, index);
    } catch (cause) {
      const again = `FUZZ_SEED=${fuzz.seed} FUZZ_BODIES=${index + 1}`;
      throw new Error(`body ${index} (${again}): ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  }
}
