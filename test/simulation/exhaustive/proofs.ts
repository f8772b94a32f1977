import type { Proof } from "../../prove/proof.ts";
import { approveAgainstChange } from "./approve.ts";
import type { Scene } from "./cast.ts";
import { callMishaps } from "./deleting.ts";
import { explore } from "./explore.ts";
import { waitingGate } from "./gate.ts";
import { writeMishaps } from "./gated.ts";
import { closedGate, hearWhileLooking } from "./hear.ts";
import { expiredArtifacts, holdAgainstDelete, type Play } from "./hold.ts";
import { justExpired, keepAgainstDelete } from "./keeping.ts";
import { deletingAll } from "./projectWide.ts";
import { type Rotation, rotateAgainstVerify } from "./rotate.ts";
import { failedJob, stopAgainstCall } from "./stop.ts";
import { holdAgainstBatch, twoExpired } from "./together.ts";

/** Scenes by their names, the small ones first. */
type Scenes = readonly (readonly [name: string, scene: Scene])[];

const oneByOne = { workers: ["worker", "tick"], jumps: 1, isAtomic: true } as const;
const plays: readonly (readonly [string, Play])[] = [
  ["one worker", { workers: ["worker"] }],
  ["a worker that crashes at any step", { workers: ["worker"], mishaps: ["crash"] }],
  ["a write whose answer is lost", { workers: ["worker"], mishaps: writeMishaps }],
  ["a DELETE that is lost, late, or answered in vain", { workers: ["worker"], mishaps: callMishaps }],
  ["two workers at once", { workers: ["worker", "other"] }],
  ["a worker that freezes at any step until another one takes over", oneByOne],
  ["a worker that crashes or freezes at any step, and another one after it", { ...oneByOne, mishaps: ["crash"] }],
  [
    "a DELETE that is lost, late, or answered in vain, and another worker after it",
    { ...oneByOne, mishaps: callMishaps },
  ],
];

async function holds(): Promise<Scenes> {
  const ground = await expiredArtifacts();
  return plays.map(([name, play]) => [name, holdAgainstDelete(ground, play)]);
}

/** Holds on more than a job: a freeze and another worker after it are one size larger each. */
async function widerHolds(): Promise<Scenes> {
  const ground = await expiredArtifacts();
  const pair = await twoExpired();
  const all = deletingAll(ground);
  const small = plays.slice(0, 4);
  const large = plays.slice(4, 6);
  const on = (what: string, some: typeof plays): Scenes =>
    some.map(([name, play]) => [`a hold on ${what}: ${name}`, holdAgainstDelete(ground, { ...play, on: what })]);
  const early = { workers: ["worker"], looksEarly: true, on: "pipeline:501" } as const;
  const wide = (what: string) => holdAgainstDelete(ground, { ...all, on: what, mishaps: callMishaps });
  return [
    ...on("pipeline:501", small),
    ...on("project", small),
    ["a hold on a pipeline: a worker that looks early", holdAgainstDelete(ground, early)],
    ["a hold on a job: all of its project is deleted at once", wide("job:1001")],
    ["a hold on a pipeline: all of its project is deleted at once", wide("pipeline:501")],
    ["a hold on a project: all of it is deleted at once", wide("project")],
    ["a hold on a pipeline: two of its jobs are deleted with one request", holdAgainstBatch(pair)],
    ["and its answer is lost", holdAgainstBatch(pair, { mishaps: ["answer lost"] })],
    ...on("pipeline:501", large),
    ...on("project", large),
  ];
}

async function keeps(): Promise<Scenes> {
  const ground = await justExpired();
  return [
    ["one worker deletes, another one keeps", keepAgainstDelete(ground)],
    ["and one of them comes again", keepAgainstDelete(ground, { jumps: 1 })],
    [
      "and the DELETE is lost, late, or answered in vain",
      keepAgainstDelete(ground, { jumps: 1, mishaps: callMishaps }),
    ],
  ];
}

async function stops(): Promise<Scenes> {
  const ground = await failedJob();
  return [
    ["3 s pass twice, between any two steps", stopAgainstCall(ground, { moves: [3_000, 3_000] })],
    ["and one more second", stopAgainstCall(ground, { moves: [999, 3_000, 3_000] })],
  ];
}

const anyWrite = { mishaps: writeMishaps };
async function approvals(): Promise<Scenes> {
  const [one, two] = [await waitingGate(1), await waitingGate(2)];
  const alone = { approvers: ["carol"], workers: ["worker"] };
  const [rejected, both] = [
    { ...alone, rejects: true as const },
    { ...alone, approvers: ["carol", "dave"] },
  ];
  return [
    ["somebody approves while a worker looks", approveAgainstChange(one, alone)],
    ["the worker crashes, or the person's request does", approveAgainstChange(one, { ...alone, mishaps: ["crash"] })],
    ["an approver loses the role", approveAgainstChange(one, { ...alone, demotes: true })],
    ["one approves and one rejects", approveAgainstChange(one, { ...rejected, runs: 1, isLate: true })],
    ["the rule changes", approveAgainstChange(one, { ...alone, rewords: true })],
    ["two workers at once", approveAgainstChange(one, { ...alone, workers: ["worker", "other"], runs: 1 })],
    ["two must approve", approveAgainstChange(two, { ...both, runs: 1, isLate: true })],
    ["a write whose answer is lost", approveAgainstChange(one, { ...alone, ...anyWrite })],
    ["one approves and one rejects while a worker looks", approveAgainstChange(one, { ...rejected, runs: 1 })],
  ];
}

const twice = [303_000, 303_000];
const rotations: readonly (readonly [string, Rotation])[] = [
  ["secrets that sign", { kind: "signing", deliveries: 3, moves: twice }],
  ["plain tokens", { kind: "token", deliveries: 3, moves: twice }],
  ["a question for the secrets that is not answered", { kind: "signing", deliveries: 3, moves: twice, fails: true }],
  ["answers that take their time", { kind: "signing", deliveries: 3, moves: [2_500, 300_000, 303_000] }],
];

async function rotates(): Promise<Scenes> {
  return rotations.map(([name, rotation]) => [name, rotateAgainstVerify(rotation)]);
}

async function hooks(): Promise<Scenes> {
  const ground = await closedGate();
  return [
    ["a hook while a worker looks", hearWhileLooking(ground)],
    ["and a second passes", hearWhileLooking(ground, { moves: [1_000] })],
    ["and six more", hearWhileLooking(ground, { moves: [1_000, 6_000] })],
  ];
}

function proof(promise: string, says: string, scenes: () => Promise<Scenes>, cases: Proof["cases"]): Proof {
  return {
    promises: [promise],
    says,
    cases,
    async run(count) {
      const violations: string[] = [];
      const figures: Record<string, number> = {};
      for (const [name, scene] of (await scenes()).slice(0, count)) {
        const { interleavings, violations: found } = await explore(scene);
        figures[name] = interleavings;
        violations.push(...found.map((violation) => `${name}: ${violation}`));
      }
      return { cases: Object.values(figures).reduce((sum, one) => sum + one, 0), violations, figures };
    },
  };
}

/** Where the space is small, every order of steps is gone through; `cases` counts scenes, what is shown counts orders. */
export const exhaustiveProofs: readonly Proof[] = [
  proof("P7", "what a hook tells is not lost to a worker that looks just then: every order of steps", hooks, {
    onPush: 2,
    byProve: 3,
  }),
  proof("P21", "an accepted hold on a job is final: every order of its steps and a delete's", holds, {
    onPush: 4,
    byProve: plays.length,
  }),
  proof("P21", "so is one on a pipeline or a project, whether one is deleted, two together or all", widerHolds, {
    onPush: 13,
    byProve: 18,
  }),
  proof(
    "P13",
    "a gate is played once, with all who must agree: every order of a worker's and people's steps",
    approvals,
    {
      onPush: 4,
      byProve: 9,
    },
  ),
  proof("P26", "nothing is deleted once its keep is done: every order of a keep's steps and a delete's", keeps, {
    onPush: 1,
    byProve: 3,
  }),
  proof("P18", "no call starts once a stop is certain: every order of its steps, a worker's and time's", stops, {
    onPush: 1,
    byProve: 2,
  }),
  proof("P41", "a webhook secret is rotated without a delivery refused: every order of steps", rotates, {
    onPush: 3,
    byProve: rotations.length,
  }),
];
