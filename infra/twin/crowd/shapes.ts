import { type Kind, kinds } from "./parts.ts";

/** What is known of a pipeline by its age alone, the same in every project. */
export interface Shape {
  readonly kind: Kind;
  /** How often one of its jobs was run again. */
  readonly reruns: number;
  /** Of a branch's pipeline: which of the period's branches, the oldest is 0. */
  readonly branch: number;
}

const main: Shape = { kind: "main", reruns: 0, branch: 0 };
const nightly: Shape = { ...main, kind: "nightly" };
const ofBranch = (branch: number, reruns = 0): Shape => ({ kind: "branch", reruns, branch });

/** The pipelines of one period, newest first; the next ones are like these again. */
export const period: readonly Shape[] = [
  ofBranch(2),
  main,
  ofBranch(2, 1),
  main,
  nightly,
  ofBranch(1),
  main,
  ofBranch(1),
  ofBranch(1, 2),
  main,
  { ...main, kind: "tag" },
  ofBranch(0),
  { ...main, reruns: 1 },
  nightly,
  ofBranch(0),
  main,
  ofBranch(0),
  main,
  ofBranch(0, 1),
  { ...nightly, reruns: 1 },
];

export const branchesPerPeriod = 3;

/** @param age 0: the newest pipeline of a project */
export function shapeAt(age: number): Shape {
  return period[age % period.length] ?? main;
}

/** The runs of a pipeline, those that were retried included. */
export function runsOf({ kind, reruns }: Shape): number {
  return kinds[kind].parts.length + reruns;
}

export const runsPerPeriod = period.reduce((sum, shape) => sum + runsOf(shape), 0);
