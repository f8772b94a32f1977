import type { RuleKind } from "../rulebooks.ts";
import type { Ablation } from "./ablation.ts";
import { crowded, quiet } from "./profiles.ts";

const about = (rules: readonly RuleKind[]) =>
  ({ rules, jobs: 1, pipelines: 4, activeSeconds: 120, words: 12, losses: 0 }) as const;
const gates = (rules: readonly RuleKind[]) => ({ ...quiet, ...about(rules) });

/** Guards of what people let through: by whom, of what, for how long, and until somebody says no. */
export const gateAblations: readonly Ablation[] = [
  {
    name: "gate in the mark",
    says: "a play is marked only if nobody has spoken at its gate since the look",
    patches: [{ file: "lib/app/mark.ts", find: "return [gateWrite(gate), ", replace: "return [" }],
    wanted: { profile: { ...crowded, ...about(["playApproved"]) } },
    expects: ["gates"],
  },
  {
    name: "digest",
    says: "an approval is of one content: of another job, commit, variable or rule it says nothing",
    patches: [{ file: "lib/app/gates/quorum.ts", find: "if (digest !== gate.digest)", replace: 'if (digest === "")' }],
    wanted: { profile: { ...gates(["playTwo", "playApproved"]), rulebookChanges: 4 } },
    expects: ["gates"],
  },
  {
    name: "rights at the play",
    says: "whoever approved is asked about again before the play: a role that is lost takes the approval with it",
    patches: [
      { file: "lib/app/gates/quorum.ts", find: "if (!isMet(said)) return said;", replace: "if (rules) return said;" },
    ],
    wanted: { profile: { ...gates(["playTwo"]), losses: 12 } },
    expects: ["gates"],
  },
  {
    name: "authors",
    says: "neither who wrote it nor who began its pipeline counts",
    patches: [{ file: "lib/app/gates/quorum.ts", find: "if (needs.notAuthor !== false) {", replace: "if (!needs) {" }],
    wanted: { profile: gates(["playApproved"]) },
    expects: ["gates"],
    onPush: 25,
  },
  {
    name: "within",
    says: "an approval counts as long as its rule says",
    patches: [
      {
        file: "lib/app/gates/quorum.ts",
        find: "return seconds !== undefined && now >= at + seconds * 1000 ?",
        replace: "return seconds === 0 ?",
      },
    ],
    wanted: { profile: gates(["playWithin"]) },
    expects: ["gates"],
  },
  {
    name: "closed gate",
    says: "what somebody has rejected is not played, whatever anybody else says",
    patches: [
      { file: "lib/app/gates/stand.ts", find: "if (closed) return {", replace: "if (closed && !gate) return {" },
    ],
    wanted: {
      profile: {
        ...gates(["playWindow", "playApproved"]),
        hooks: { ...quiet.hooks, duplicated: 0.9, lateSeconds: 120 } as never,
      },
    },
    expects: ["gates", "gates end"],
  },
  {
    name: "wake on a word",
    says: "whoever says something at a gate has somebody look at it at once",
    patches: [
      {
        file: "lib/app/gates/speak.ts",
        find: 'if (step.task === "wake") return woken(task, now) ??',
        replace: 'if (step.task === "wake") return task.endedAt === undefined ? undefined :',
      },
    ],
    wanted: { mode: "liveness", profile: gates(["playTwo"]) },
    expects: ["gates end"],
  },
  {
    name: "second person",
    says: "one person asks to set a calendar aside, and another one grants it",
    patches: [
      {
        file: "lib/app/gates/override.ts",
        find: "if (known.asked.userId === person.userId) {",
        replace: "if (known.asked.userId === 0) {",
      },
    ],
    wanted: { profile: gates(["playWindow"]) },
    expects: ["gates"],
  },
  {
    name: "expiry",
    says: "what has waited too long is given up",
    patches: [
      {
        file: "lib/app/gates/stand.ts",
        find: "if (expiresAt === undefined || now < expiresAt) return undefined;",
        replace: "if (expiresAt === undefined || gate) return undefined;",
      },
    ],
    wanted: { mode: "liveness", profile: gates(["playBrief"]) },
    expects: ["gates", "gates end"],
  },
];
