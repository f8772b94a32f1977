import { kinds } from "./kinds.ts";
import type { Counted } from "./operations.ts";

// `node test/prove/cost/count.ts` counts anew what test/prove/cost/operations.ts says, and prints it as it stands there.

/** Every kind as it is counted now. */
export async function countAll(): Promise<Readonly<Record<string, Counted>>> {
  const counted: Record<string, Counted> = {};
  for (const { name, measure } of kinds) {
    const { byFunction, gitlab } = await measure();
    counted[name] = { ...byFunction, gitlab };
  }
  return counted;
}

if (import.meta.main) process.stdout.write(`${JSON.stringify(await countAll(), null, 2)}\n`);
