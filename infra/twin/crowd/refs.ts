import { between, hash } from "./hash.ts";
import { ageOf, type Layout } from "./layout.ts";
import { branchesPerPeriod, period, shapeAt } from "./shapes.ts";

// Each period of pipelines has three branches and a tag of its own; the rest is of the default branch.

export const defaultBranch = "main";
/** The branches of periods before these are merged and gone. */
const livePeriods = 2;

const topics = ["feature/search", "feature/checkout", "fix/timeouts", "fix/login", "docs/setup", "chore/update"];

/** @param seed the project's */
export function refAt(layout: Layout, seed: number, place: number): string {
  const age = ageOf(layout, place);
  const { kind, branch } = shapeAt(age);
  if (kind === "tag") return tagOf(periodAt(layout, age));
  if (kind !== "branch") return defaultBranch;
  return branchOf(seed, periodAt(layout, age) * branchesPerPeriod + branch);
}

/** From the oldest, 0, on. */
function periodAt(layout: Layout, age: number): number {
  return periodsOf(layout) - 1 - Math.floor(age / period.length);
}

function periodsOf({ pipelines }: Layout): number {
  return Math.ceil(pipelines / period.length);
}

function tagOf(number: number): string {
  return `v1.${Math.floor(number / 10)}.${number % 10}`;
}

function branchOf(seed: number, number: number): string {
  return `${topics[between(hash(seed, number, -1), 0, topics.length)]}-${number + 1}`;
}

/** The places between which the pipelines of a ref are, from the newest down; `undefined`: there is no such ref. */
export function placesOf(layout: Layout, seed: number, ref: string): { newest: number; oldest: number } | undefined {
  if (ref === defaultBranch) return { newest: layout.pipelines - 1, oldest: 0 };
  const number = periodNamed(seed, ref);
  if (number === undefined || number < 0 || number >= periodsOf(layout)) return undefined;
  const newest = layout.pipelines - 1 - (periodsOf(layout) - 1 - number) * period.length;
  return { newest, oldest: Math.max(0, newest - period.length + 1) };
}

function periodNamed(seed: number, ref: string): number | undefined {
  const [, minor, patch] = /^v1\.(\d{1,9})\.(\d)$/.exec(ref) ?? [];
  if (minor !== undefined && patch !== undefined) return Number(minor) * 10 + Number(patch);
  const number = Number(/-(\d{1,9})$/.exec(ref)?.[1] ?? 0) - 1;
  return number >= 0 && branchOf(seed, number) === ref ? Math.floor(number / branchesPerPeriod) : undefined;
}

/** Whether its ref is still there. */
export function isLive(layout: Layout, place: number): boolean {
  const age = ageOf(layout, place);
  return shapeAt(age).kind !== "branch" || age < livePeriods * period.length;
}

/** The branches that are still there, the default branch too. */
export function liveBranches(layout: Layout, seed: number): string[] {
  const count = Math.min(layout.pipelines, livePeriods * period.length);
  const places = Array.from({ length: count }, (_, age) => layout.pipelines - 1 - age);
  const branches = places.filter((place) => shapeAt(ageOf(layout, place)).kind !== "tag");
  return [...new Set(branches.map((place) => refAt(layout, seed, place)))];
}

/** The places of the tags' pipelines, oldest first. */
export function tagPlaces(layout: Layout): number[] {
  const first = period.findIndex(({ kind }) => kind === "tag");
  const places: number[] = [];
  for (let age = first; age < layout.pipelines; age += period.length) places.push(layout.pipelines - 1 - age);
  return places.reverse();
}
