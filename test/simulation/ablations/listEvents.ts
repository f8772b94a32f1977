import type { Ablation } from "./ablation.ts";
import { frail, lateCalls, manyHooks, quiet } from "./profiles.ts";

/** Guards of what is heard: no event is lost to a task, and none makes it call again. */
export const eventAblations: readonly Ablation[] = [
  {
    name: "merge hurries nobody who called",
    says: "a merge makes due earlier only what never called, is not unsure and does not back off [7 duplicate plays] (the guard behind it, what early looks believe, is taken out too)",
    patches: [
      {
        file: "lib/core/transitions.ts",
        find: 'return task.state === "waiting" && !mayHaveActed && !task.unsure && !task.backingOff;',
        replace: 'return task.state === "waiting";',
      },
      { file: "lib/app/settle.ts", find: "now < held.settleAt", replace: "false" },
    ],
    wanted: { profile: { ...lateCalls, rules: ["play", "playAgain"] } },
    expects: ["P9", "P13"],
  },
  {
    name: "poke",
    says: "what is heard while a worker has the task is told to it [events and approvals lost]",
    patches: [
      {
        file: "lib/core/transitions.ts",
        find: 'if (task.state !== "claimed" && task.state !== "calling") return undefined;',
        replace: "if (task) return undefined;",
      },
    ],
    wanted: {},
    scene: "hear",
    expects: ["P1"],
  },
  {
    name: "revive",
    says: "a task that ended without an effect is open again when something new is heard",
    patches: [
      {
        file: "lib/app/plan.ts",
        find: 'return again ? { task: again, step: "revived" } : { task, step: "left" };',
        replace: 'return { task: again ? task : task, step: "left" };',
      },
    ],
    wanted: { mode: "liveness", profile: { ...manyHooks, rules: ["play", "retryAny"], deeds: 4 } },
    expects: ["P1", "P5"],
  },
  {
    name: "revive from the start of the look",
    says: "what was heard at or after the start of the deciding look - 5 s revives [497 of 3,000 lost plays]",
    patches: [
      {
        file: "lib/core/transitions.ts",
        find: "heardAt < task.saw.at - 5_000",
        replace: "heardAt < (task.endedAt ?? 0)",
      },
    ],
    wanted: {},
    scene: "hear",
    expects: ["P1"],
  },
  {
    name: "patrol revives by hash",
    says: "what the patrol found revives only where it is not what the deciding look saw",
    patches: [
      {
        file: "lib/core/transitions.ts",
        find: "if (!hadNoEffect(task) || (task.saw?.hash === found && !isNew)) return undefined;",
        replace: "if (!hadNoEffect(task)) return undefined;",
      },
    ],
    wanted: { mode: "liveness", profile: { ...quiet, rules: ["retry"], failing: 0.9, reportOnly: true } },
    expects: ["P46"],
  },
  {
    name: "close only what never called",
    says: "an event closes only a task that waits, never called and is not unsure [244 half restarts]",
    patches: [
      {
        file: "lib/core/transitions.ts",
        find: 'if (task.state !== "waiting" || task.calls > 0 || task.unsure) return undefined;',
        replace: 'if (task.state !== "waiting") return undefined;',
      },
    ],
    wanted: { profile: { ...lateCalls, rules: ["restart"], stuck: 0.7, activeSeconds: 300 } },
    expects: ["P15", "P9"],
  },
  {
    name: "close only by a later state",
    says: "only an event in a state later in a job's life than the one awaited closes",
    patches: [{ file: "lib/app/left.ts", find: "isLaterInLife(facts.job.status, status) &&", replace: "" }],
    wanted: { mode: "liveness", profile: { ...manyHooks, rules: ["playLater", "restart"], stuck: 0.6 } },
    expects: ["P1", "P5"],
  },
  {
    name: "journal with the record",
    says: "the journal entry stands in the record's own transaction",
    patches: [
      {
        file: "lib/app/record.ts",
        find: 'if ((await worker.store.commit(writes)) === "written") return after;',
        replace:
          'if ((await worker.store.commit(writes.filter((one) => !("journal" in one)))) === "written") { await worker.store.commit(writes.filter((one) => "journal" in one)); return after; }',
      },
    ],
    wanted: { mode: "liveness", profile: { ...frail, rules: ["retry", "play"] } },
    expects: ["P20"],
  },
];
