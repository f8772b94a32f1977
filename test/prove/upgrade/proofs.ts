import type { Proof } from "../proof.ts";
import { migrationsCutOff } from "./cutOff.ts";
import { openTasksGoOn, sameDecisions } from "./kept.ts";
import { restoresActOnce } from "./restored.ts";

const decided: Proof = {
  promises: ["P31"],
  says: "of N events the rules of each golden store decide as the version did that wrote them",
  cases: { onPush: 10_000, byProve: 10_000 },
  async run(cases) {
    const shown = await sameDecisions(cases);
    return { ...shown, cases, figures: { decisions: shown.cases } };
  },
};

const goneOn: Proof = {
  promises: ["P31"],
  says: "open tasks of every state, stored by an older version, go on to the right end: one effect each",
  cases: { onPush: 16, byProve: 16 },
  run: () => openTasksGoOn(),
};

const cutOff: Proof = {
  promises: ["P31"],
  says: "a migration that is cut off at any of its writes is read as before, and goes on to the same end",
  // Before and after each of 74 writes.
  cases: { onPush: 24, byProve: 148 },
  run: (cases) => migrationsCutOff(cases),
};

const restored: Proof = {
  promises: ["P31", "P9"],
  says: "a backup of N open tasks, restored after they were done, or before, does each once in all, and nothing before a person resumes",
  cases: { onPush: 16, byProve: 32 },
  run: (cases) => restoresActOnce(cases),
};

export const upgradeProofs: readonly Proof[] = [decided, goneOn, cutOff, restored];
