import type { Ablation } from "./ablation.ts";
import { lateCalls, restarts } from "./profiles.ts";

/** Guards of the restart: a cancel and a retry that are one unit, and whose call a canceled job was. */
export const restartAblations: readonly Ablation[] = [
  {
    name: "a canceled job counts as ours",
    says: "only retry and play compare the user: the API does not say who canceled [522]",
    patches: [{ file: "lib/actions/canceling.ts", find: 'canceled ? "ours" :', replace: 'canceled ? "others" :' }],
    wanted: { profile: { ...lateCalls, rules: ["restart"], stuck: 0.8, activeSeconds: 240 } },
    expects: ["P15"],
    onPush: 25,
  },
  {
    name: "the retry is paid",
    says: "the limit is taken at the cancel, and the retry that it plans is paid [1,467]",
    patches: [{ file: "lib/app/record.ts", find: "wants: task.wants, paid: true }", replace: "wants: task.wants }" }],
    wanted: { profile: restarts },
    expects: ["P15"],
  },
  {
    name: "recording the cancel tells the retry that is there",
    says: "recording the cancel plans, revives, merges into or pokes the retry [1,116 stuck]",
    patches: [
      { file: "lib/app/record.ts", find: "if (follow.task !== found)", replace: "if (!found)" },
      { file: "lib/app/record.ts", find: 'if (found.state !== "waiting") return', replace: "if (found) return" },
    ],
    wanted: { profile: { ...restarts, rules: ["restart", "retryPipeline"], deeds: 6 } },
    expects: ["P15"],
  },
  {
    name: "the retry of a restart does not ask again",
    says: "the retry of a restart does not ask `when` again [1,455 half restarts]",
    patches: [{ file: "lib/app/look.ts", find: "if (held.paid) return { content: {}, rules: [] };", replace: "" }],
    wanted: { profile: restarts },
    expects: ["P15"],
  },
  {
    name: "a half restart is told",
    says: "a retry of a restart that would end without a newer job ends as attention",
    patches: [
      {
        file: "lib/app/look.ts",
        find: 'if (!held.paid || (outcome.kind !== "skipped" && outcome.kind !== "refused")) return outcome;',
        replace: "if (held) return outcome;",
      },
    ],
    wanted: {
      profile: {
        ...restarts,
        pipelineEnds: 1,
        calls: { ...(restarts.calls ?? lateCalls.calls), forbidden: 0.4 } as never,
      },
    },
    expects: ["P15"],
  },
];
