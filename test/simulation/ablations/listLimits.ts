import { noCallFaults } from "../profile.ts";
import type { Ablation } from "./ablation.ts";
import { deletes, frail, lateCalls, quiet } from "./profiles.ts";

const hold = "...holdKeys(task, facts.job).map((unless) => ({ unless })),";

/** Guards of what is counted: limits, deletes in flight, holds. */
export const limitAblations: readonly Ablation[] = [
  {
    name: "limits in the mark",
    says: "a limit is taken in the mark's own transaction, which fails where it is used up",
    patches: [
      {
        file: "lib/app/mark.ts",
        find: "({ count: counter, by, most, forgetAt })",
        replace: "({ count: counter, by, forgetAt, ...(most < 0 && { most }) })",
      },
    ],
    wanted: { profile: { ...quiet, rules: ["retryPipeline"], failing: 0.95, jobs: 4, pipelines: 3 } },
    expects: ["P11"],
    onPush: 25,
  },
  {
    name: "one transaction for the record",
    says: "what touches more than the task is one transaction [44]",
    patches: [
      {
        file: "lib/app/record.ts",
        find: '(await worker.store.commit(writes)) === "written"',
        replace:
          '(await (async () => { for (const one of writes.slice(1)) await worker.store.commit([one]); return worker.store.commit(writes.slice(0, 1)); })()) === "written"',
      },
    ],
    wanted: {
      profile: {
        ...frail,
        rules: ["retry"],
        failing: 0.95,
        calls: { ...noCallFaults, refused: 0.5, lateSeconds: 40, raceMillis: 0 },
      },
    },
    expects: ["limits", "P11", "P15"],
  },
  {
    name: "spent is kept while the outcome is open",
    says: "what was spent is given back only when the call certainly did not happen",
    patches: [
      {
        file: "lib/app/call.ts",
        find: "giveBack: didNothing,",
        replace: 'giveBack: didNothing || outcome.kind === "unknown",',
      },
    ],
    wanted: { profile: { ...lateCalls, rules: ["retryPipeline"], failing: 0.95, jobs: 4, pipelines: 3 } },
    expects: ["P11", "limits"],
  },
  {
    name: "spent is given back when it was not done",
    says: "what was spent is given back when the settling look found the call not done [163 leaks]",
    patches: [
      {
        file: "lib/app/settle.ts",
        find: "notDone: true, isKnown: true };",
        replace: "notDone: false, isKnown: true };",
      },
    ],
    wanted: { profile: { ...lateCalls, rules: ["retry", "play"], deeds: 4, meddling: 0.6, pipelineEnds: 1 } },
    expects: ["limits"],
  },
  {
    name: "hold condition",
    says: "the mark of a delete fails where a hold stands [16 for jobs]",
    patches: [
      { file: "lib/app/mark.ts", find: hold, replace: "" },
      // The look before it sees most holds too: it only saves what would be asked and marked in vain.
      { file: "lib/app/look.ts", find: "if (hold) return", replace: "if (hold && !action.destroys) return" },
    ],
    wanted: { profile: deletes },
    expects: ["P21"],
    onPush: 25,
  },
  {
    name: "deletes in flight are counted",
    says: "a delete that is marked counts as in flight",
    patches: [
      { file: "lib/app/mark.ts", find: "flights: flightsNow({ task, facts, action }),", replace: "flights: []," },
    ],
    wanted: { profile: deletes },
    expects: ["P21"],
  },
  {
    name: "in flight until the outcome is known",
    says: "a delete stays in flight until its outcome is known or S is over, never less as unknown [21 deletes after a hold]",
    patches: [
      {
        file: "lib/core/run.ts",
        find: '...(outcome.kind !== "unknown" && hasLanded(current, run) && { inflight: undefined, flights: undefined }),',
        replace: "inflight: undefined, flights: undefined,",
      },
    ],
    wanted: { profile: deletes },
    expects: ["P21"],
  },
  {
    name: "one transaction for the mark",
    says: "limits, holds and the task are marked in one transaction [44]",
    patches: [
      {
        file: "lib/app/mark.ts",
        find: "return await store.commit(writes);",
        replace:
          'for (const one of writes.slice(1)) { const said = await store.commit([one]); if (said !== "written") return { lost: writes.indexOf(one) }; } return await store.commit(writes.slice(0, 1));',
      },
    ],
    wanted: { profile: { ...frail, rules: ["retry"], failing: 0.95, pipelines: 3 } },
    expects: ["limits", "P11"],
    onPush: 25,
  },
];
