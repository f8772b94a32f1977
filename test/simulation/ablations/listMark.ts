import { noCallFaults } from "../profile.ts";
import type { Ablation } from "./ablation.ts";
import { badTables, deadCallers, frail, frozen, lateCalls, quiet } from "./profiles.ts";

/** Guards between the mark and the end of the call: how old what it rests on may be, and who may still call. */
export const markAblations: readonly Ablation[] = [
  {
    name: "second look",
    says: "a look that is older than 5 s is repeated before the call",
    patches: [
      {
        file: "lib/app/call.ts",
        find: "if (worker.clock() - began <= freshMillis) return { at: began };",
        replace: "if (began) return { at: worker.clock() };",
      },
    ],
    wanted: {
      profile: {
        ...frail,
        rules: ["play"],
        deeds: 5,
        meddling: 0.5,
        processes: {
          crash: 0,
          freeze: 0.15,
          freezeSeconds: 40,
          lateKillMillis: 0,
          immortal: true,
          skewSeconds: 0,
          deploys: 0,
        },
      },
    },
    expects: ["P9", "P13", "P33"],
  },
  {
    name: "lease before the mark",
    says: "a mark needs the call's time and 5 s of lease; the call itself asks again, so this only saves marks",
    patches: [
      {
        file: "lib/app/mark.ts",
        find: "if (leaseEnd - now < worker.callTimeoutSeconds * 1000 + spareMillis)",
        replace: "if (leaseEnd < 0)",
      },
    ],
    wanted: { profile: { ...frozen, rules: ["play"] } },
    expects: ["P9", "P13"],
    onlySlows: true,
  },
  {
    name: "lease before the call",
    says: "a process that was frozen after its mark does not call any more: its lease, and the age of its look (either alone is enough)",
    patches: [
      {
        file: "lib/app/call.ts",
        find: "if (worker.clock() + worker.callTimeoutSeconds * 1000 > leaseEndOf(task, worker))",
        replace: "if (!task)",
      },
      { file: "lib/app/call.ts", find: "if (worker.clock() - seen.at > freshMillis)", replace: "if (!seen)" },
    ],
    wanted: { profile: { ...frozen, rules: ["play"] } },
    expects: ["P9"],
  },
  {
    name: "unsure after a dead caller",
    says: "from calling a claim also sets unsure: its call is open [163 half restarts]",
    patches: [
      { file: "lib/core/transitions.ts", find: '...(task.state === "calling" && { unsure: true }),', replace: "" },
    ],
    wanted: {
      profile: {
        ...deadCallers,
        calls: { ...noCallFaults, lostRequest: 0.5, lateSeconds: 40, raceMillis: 0 },
        rules: ["playCareful"],
      },
    },
    expects: ["P9", "P13", "P14", "P15"],
  },
  {
    name: "onUnknown",
    says: "what a rule wants of an unknown outcome is applied before the rule decides again [25 of 4,000 called twice]",
    patches: [{ file: "lib/app/settle.ts", find: "...(careful && { ends: careful }), ", replace: "" }],
    wanted: { profile: { ...lateCalls, rules: ["playCareful"] } },
    expects: ["P14"],
  },
  {
    name: "switch",
    says: "the switch is read before the call",
    patches: [
      { file: "lib/app/call.ts", find: "if (stop) return", replace: "if (!task) return" },
      { file: "lib/app/lookAndAct.ts", find: "if (stop) return", replace: "if (!held) return" },
    ],
    wanted: { profile: { ...quiet, rules: ["retry", "play"], stops: 4, pipelines: 4, activeSeconds: 200 } },
    expects: ["P18"],
    onPush: 25,
  },
  {
    name: "switch age",
    says: "the read of the switch was issued less than 1 s before the call, and the look less than 5 s (either alone is enough) [4 calls after stop]",
    patches: [
      {
        file: "lib/app/brake.ts",
        find: "if (hit || clock() - askedAt < freshMillis) return hit;",
        replace: "return askedAt > 0 ? hit : undefined;",
      },
      { file: "lib/app/call.ts", find: "if (worker.clock() - seen.at > freshMillis)", replace: "if (!seen)" },
    ],
    wanted: {
      profile: {
        ...quiet,
        rules: ["retry", "play"],
        stops: 1,
        pipelines: 8,
        activeSeconds: 120,
        processes: {
          crash: 0,
          freeze: 0.2,
          freezeSeconds: 30,
          lateKillMillis: 0,
          immortal: true,
          skewSeconds: 0,
          deploys: 0,
        },
      },
    },
    expects: ["P18"],
  },
  {
    name: "read-back of a mark",
    says: "a mark whose answer was lost is read back",
    patches: [
      {
        file: "lib/app/mark.ts",
        find: 'if (current?.state === "calling" && isHeld(current, task) && current.calls === calling.calls)',
        replace: "if (!task)",
      },
    ],
    wanted: { mode: "liveness", profile: { ...badTables, rules: ["retry", "play"] } },
    expects: ["P9", "P11", "P13", "P20", "limits"],
    onlySlows: true,
  },
];
