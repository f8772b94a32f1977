import type { Proof, Shown } from "./proof.ts";
import type { Row } from "./table.ts";

/** What to run. */
export interface Order {
  /** Only the proofs of these promises; empty: all. */
  readonly only: readonly string[];
  /** Of those only what says this in its sentence; missing: all. */
  readonly says?: string;
  /** How much of each proof's full size. */
  readonly scale: number;
  readonly seed: number;
}

/** What proving needs of the world. */
export interface Desk {
  readonly proofs: readonly Proof[];
  /** `2026-11-21`. */
  readonly today: () => string;
  /** Seconds that run on. */
  readonly seconds: () => number;
  readonly print: (line: string) => void;
}

/** What was run, and every violation with its promises. */
export interface Proved {
  readonly rows: readonly Row[];
  readonly failures: readonly string[];
}

/** Runs proofs one after another and prints how each went. A promise that is asked for and that none is of is a failure. */
export async function prove({ only, says = "", scale, seed }: Order, desk: Desk): Promise<Proved> {
  const isChosen = ({ promises }: Proof) => only.length === 0 || promises.some((promise) => only.includes(promise));
  const chosen = desk.proofs.filter((proof) => isChosen(proof) && proof.says.includes(says));
  const rows: Row[] = [];
  const failures = only
    .filter((promise) => !chosen.some(({ promises }) => promises.includes(promise)))
    .map((promise) => `there is no proof of ${promise}`);
  for (const proof of chosen) {
    const { row, violations } = await shownBy(proof, { scale, seed }, desk);
    rows.push(row);
    failures.push(...violations);
  }
  return { rows, failures };
}

async function shownBy(
  { promises, says, cases: sizes, run }: Proof,
  { scale, seed }: Omit<Order, "only" | "says">,
  { today, seconds, print }: Desk,
): Promise<{ row: Row; violations: readonly string[] }> {
  const cases = Math.max(1, Math.round(sizes.byProve * scale));
  const names = promises.join(", ");
  print(`${names}: ${says}\n  ${cases} cases …`);
  const began = seconds();
  const shown = await run(cases, seed).catch(thrown);
  const { violations, figures = {} } = shown;
  const took = Math.round(seconds() - began);
  print(`  ${shown.cases} cases, ${violations.length} violations, ${took} s`);
  for (const violation of violations.slice(0, 10)) print(`  ! ${violation}`);
  const command = `npm run prove -- --only ${promises.join(",")} --seed ${seed}${scale === 1 ? "" : ` --scale ${scale}`}`;
  const row = {
    promises,
    says,
    command,
    cases: shown.cases,
    violations: violations.length,
    figures,
    date: today(),
    seed,
  };
  return { row, violations: violations.map((violation) => `${names}: ${violation}`) };
}

/** A proof that breaks off has shown nothing. */
function thrown(error: unknown): Shown {
  return {
    cases: 0,
    violations: [`the proof broke off: ${error instanceof Error ? (error.stack ?? error.message) : error}`],
  };
}
