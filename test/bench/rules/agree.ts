import type { PlainRule } from "./books.ts";
import { drawnJobs, fulfilled, type PlainFacts } from "./drawn.ts";

/** Engines, each with rules: how many a job fulfils. */
export type Answering = Readonly<
  Record<string, (rules: readonly PlainRule[]) => (job: PlainFacts) => number | Promise<number>>
>;

/**
 * Asks all engines about the same drawn jobs.
 *
 * @returns of how many jobs rules want something, and of how many nothing
 * @throws Error where one answers otherwise than the rules say word by word
 */
export async function checkAgreement(
  rules: readonly PlainRule[],
  engines: Answering,
  jobs = 40,
): Promise<{ readonly wanted: number; readonly unwanted: number }> {
  const all = Object.entries(engines).map(([name, make]) => ({ name, ask: make(rules) }));
  const drawn = drawnJobs(rules, jobs);
  for (const facts of drawn) {
    const right = fulfilled(rules, facts);
    for (const { name, ask } of all) {
      const found = await ask(facts);
      if (found !== right)
        throw new Error(`of ${rules.length} rules ${right} want ${JSON.stringify(facts)}, ${name} says ${found}`);
    }
  }
  const wanted = drawn.filter((facts) => fulfilled(rules, facts) > 0).length;
  return { wanted, unwanted: jobs - wanted };
}
