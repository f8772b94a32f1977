import type { Ablation, Patch } from "./ablation.ts";
import { crowded, deadCallers, frozen, lateCalls, quiet } from "./profiles.ts";

/** What the live look says is not heard: neither GitLab's word for the job nor the rules' word on it. */
const blind = (when: string): readonly Patch[] => [
  ...["!sight.asksRules", "!isUnwanted"].map((only) => {
    const find = `if (sight.stop && ${only})`;
    return { file: "lib/app/look.ts", find, replace: find.replace("sight.stop", `sight.stop && !(${when})`) };
  }),
  {
    file: "lib/app/said.ts",
    find: "const verdict = rule.decide(facts, now);",
    replace: `const asked = rule.decide(facts, now); const verdict = ${when} ? { ...asked, answer: "yes" as const } : asked;`,
  },
];

const noFence: readonly Patch[] = [
  { file: "lib/core/run.ts", find: "current.owner === held.owner &&", replace: "" },
  { file: "lib/core/run.ts", find: "current.rev === held.rev &&", replace: "" },
];

/** Guards around the one call: who may make it, on what look, and what becomes of it. */
export const callAblations: readonly Ablation[] = [
  {
    name: "claim",
    says: "a task is taken only when it is due: the lease of whoever has it is over",
    patches: [
      {
        file: "lib/core/transitions.ts",
        find: " || task.due === undefined || task.due > now) return",
        replace: ") return",
      },
    ],
    wanted: { profile: { ...lateCalls, rules: ["play"] } },
    expects: ["P9", "P13"],
    onPush: 25,
  },
  {
    name: "fence",
    says: "only whoever claimed it last, by owner and rev, marks and records",
    patches: noFence,
    wanted: { profile: { ...frozen, rules: ["play"] } },
    expects: ["P9", "P13"],
  },
  {
    name: "version of a write",
    says: "a task is written only as the step that follows what was read",
    patches: [
      { file: "lib/store/memoryConditions.ts", find: "tables.tasks.version(id) === write.seen;", replace: "true;" },
    ],
    wanted: { profile: { ...crowded, rules: ["play", "retry"] } },
    expects: ["P9", "P13"],
  },
  {
    name: "settle time",
    says: "after an unknown answer nobody calls again before S is over",
    patches: [
      { file: "lib/core/run.ts", find: "{ due: now + run.settleMillis }", replace: "{ due: now }" },
      { file: "lib/core/run.ts", find: "settleAt: now + run.settleMillis,", replace: "settleAt: now," },
    ],
    wanted: { profile: { ...lateCalls, rules: ["play"] } },
    expects: ["P9", "P13"],
    onPush: 25,
  },
  {
    name: "settle time of the dead",
    says: "a caller that never came back is waited for until its lease and S are over",
    patches: [
      { file: "lib/app/mark.ts", find: "leaseEnd + worker.settleSeconds * 1000", replace: "leaseEnd" },
      {
        file: "lib/app/call.ts",
        find: "return due - settleSeconds * 1000;",
        replace: "return settleSeconds > 0 ? due : 0;",
      },
    ],
    wanted: { profile: { ...deadCallers, rules: ["play"] } },
    expects: ["P9", "P13"],
  },
  {
    name: "settling look",
    says: "after an unknown answer the job is looked at before anybody calls again",
    patches: [
      ...blind("held.unsure"),
      { file: "lib/app/settle.ts", find: "if (!held.unsure) return", replace: "if (held !== undefined) return" },
    ],
    wanted: { profile: { ...lateCalls, rules: ["play"] } },
    expects: ["P9", "P13"],
    onPush: 25,
  },
  {
    name: "early looks believe only what was done",
    says: "before S is over a look may find that our call was done, never that it was not",
    patches: [{ file: "lib/app/settle.ts", find: "now < held.settleAt", replace: "false" }],
    wanted: { profile: { ...lateCalls, rules: ["play", "playAgain"] } },
    expects: ["P9", "P13"],
  },
  {
    name: "live look",
    says: "the job is looked at right before the call, and the rules decide again on what is true then",
    patches: blind("held"),
    wanted: {
      profile: {
        ...quiet,
        rules: ["play", "retryAny"],
        deeds: 6,
        hooks: { lost: 0, duplicated: 0.3, twins: false, lateSeconds: 60, offSeconds: 0 },
      },
    },
    expects: ["P9", "P13", "P33"],
  },
];
