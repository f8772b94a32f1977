import type { Proof } from "../prove/proof.ts";
import type { RuleKind } from "./rulebooks.ts";
import { runInThreads } from "./threads.ts";

const gatedSets: readonly (readonly RuleKind[])[] = [
  ["playApproved"],
  ["playTwo", "playApproved"],
  ["playWithin"],
  ["playBoth", "playWindow"],
];

/** What people let through, by what they really said and by what they might really do. */
export const gatedProof: Proof = {
  promises: ["P9", "P13"],
  says: "a gate is played once, by those who may, of what they saw; what nobody may wait for any more is given up",
  cases: { onPush: 400, byProve: 20_000 },
  async run(cases, seed) {
    const violations: string[] = [];
    const figures = { plays: 0, approvals: 0, refused: 0 };
    for (const rules of gatedSets) {
      const wanted = { profile: { rules, words: 8, losses: 1, rulebookChanges: 1, jobs: 1, activeSeconds: 120 } };
      const summary = await runInThreads({ count: Math.ceil(cases / gatedSets.length), seed, wanted });
      violations.push(
        ...summary.violations.map((one) => `seed ${one.seed} with ${rules.join(", ")}: ${one.promise}: ${one.what}`),
      );
      const said = Object.entries(summary.sometimes).filter(([word]) => word.startsWith("approve: "));
      figures.plays += summary.judged.gates ?? 0;
      figures.approvals += summary.sometimes["approve: said"] ?? 0;
      figures.refused += said.reduce((sum, [word, times]) => sum + (word === "approve: said" ? 0 : times), 0);
    }
    return { cases, violations, figures };
  },
};
