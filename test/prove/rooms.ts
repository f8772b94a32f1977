import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Proof } from "./proof.ts";

/** A proof and the file that it is from. */
export interface Found {
  readonly proof: Proof;
  readonly file: string;
}

const root = join(import.meta.dirname, "../..");

/** Where proofs are listed: the file, and what it calls its list. */
const lists = {
  "test/simulation/proofs.ts": "simulationProofs",
  "test/simulation/exhaustive/proofs.ts": "exhaustiveProofs",
  "test/chaos/proofs.ts": "chaosProofs",
  "test/prove/door/proofs.ts": "doorProofs",
  "test/prove/apart/proofs.ts": "apartProofs",
  "test/prove/variables/proofs.ts": "variableProofs",
  "test/prove/talk/proofs.ts": "talkProofs",
  "test/prove/load/proofs.ts": "loadProofs",
  "test/prove/outage/proofs.ts": "outageProofs",
  "test/prove/fair/proofs.ts": "fairProofs",
  "test/prove/patrol/proofs.ts": "patrolProofs",
  "test/prove/storm/proofs.ts": "stormProofs",
  "test/prove/secrets/proofs.ts": "secretProofs",
  "test/prove/rotation/proofs.ts": "rotationProofs",
  "test/prove/origin/proofs.ts": "originProofs",
  "test/prove/cost/proofs.ts": "costProofs",
  "test/prove/privilege/proofs.ts": "privilegeProofs",
  "test/prove/upgrade/proofs.ts": "upgradeProofs",
  "test/rules/proofs/proofs.ts": "ruleProofs",
  "test/app/throttleProof.ts": "throttleProofs",
  "test/rules/prove/proofs.ts": "loopProofs",
  "test/app/deletes/proofs.ts": "deleteProofs",
  "test/app/rights/proofs.ts": "rightsProofs",
};

/**
 * Every proof there is, in the order of the lists.
 *
 * @returns the lists that are not there, too
 * @throws Error when a list's file does not export it, or when two proofs show the same with the same words
 */
export async function findProofs(): Promise<{ readonly found: readonly Found[]; readonly missing: readonly string[] }> {
  const found: Found[] = [];
  const missing: string[] = [];
  for (const [file, name] of Object.entries(lists)) {
    if (!existsSync(join(root, file))) {
      missing.push(file);
      continue;
    }
    const list: unknown = (await import(join(root, file)))[name];
    if (!Array.isArray(list)) throw new Error(`${file} exports no list ${name}`);
    for (const proof of list) {
      if (!isProof(proof)) throw new Error(`${file}: something in ${name} is no proof (test/prove/proof.ts)`);
      if (found.some((other) => keyOf(other.proof) === keyOf(proof)))
        throw new Error(`${file}: there are two proofs of ${keyOf(proof)}`);
      found.push({ proof, file });
    }
  }
  return { found, missing };
}

/** What makes a proof's row its own: the promises, and in what words they are shown. */
export function keyOf({ promises, says }: Pick<Proof, "promises" | "says">): string {
  return `${promises.join(", ")} | ${says}`;
}

function isProof(value: unknown): value is Proof {
  return typeof value === "object" && value !== null && "promises" in value && "says" in value && "run" in value;
}
