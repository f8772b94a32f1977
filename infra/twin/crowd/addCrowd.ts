import { addProject } from "../state/add.ts";
import { touch } from "../state/find.ts";
import type { Project } from "../state/graph.ts";
import { jobsOf } from "../state/history.ts";
import type { Role } from "../state/person.ts";
import { personOf, type World } from "../state/world.ts";
import { hash } from "./hash.ts";
import { type Layout, layOut } from "./layout.ts";
import { makePast } from "./makePast.ts";
import { commitAt } from "./makePipeline.ts";
import { defaultBranch, liveBranches, refAt, tagPlaces } from "./refs.ts";
import { type Plot, unfinished } from "./runs.ts";

export interface NewCrowd {
  /** At most 10,000. */
  readonly projects: number;
  /** Those that were retried included; at most 1,000,000. */
  readonly jobsPerProject: number;
  /** A whole number; the same one makes the same crowd again. Default: 1. */
  readonly seed?: number;
  /** Of every project. Their own developers are members too. */
  readonly members?: Readonly<Record<string, Role>>;
}

/** What there is now. */
export interface Crowd {
  readonly projects: number;
  readonly jobs: number;
  /** Those of the others follow. */
  readonly firstProjectId: number;
}

const most = { projects: 10_000, jobsPerProject: 1_000_000 };
const developers = ["crowd-ines", "crowd-tomas", "crowd-wei", "crowd-zola"];

/**
 * Projects with ninety days of pipelines behind them, which take no room until something is done to them: each is made
 * when somebody looks, by the seed and its place alone.
 *
 * @throws Error when a number is not whole or out of bounds
 */
export function addCrowd(world: World, { projects, jobsPerProject, seed = 1, members = {} }: NewCrowd): Crowd {
  check({ projects, jobsPerProject });
  if (!Number.isSafeInteger(seed)) throw new Error("the seed of a crowd is a whole number");
  const layout = layOut({ seed, projects, jobsPerProject }, { ids: world.ids, now: world.clock() });
  const root = rootOf(world);
  const everybody = { ...Object.fromEntries(developers.map((name) => [name, "developer"] as const)), ...members };
  const added = Array.from({ length: projects }, (_, index) =>
    addOne(world, { layout, index, path: pathOf(root, index), members: everybody }),
  );
  return { projects, jobs: projects * jobsPerProject, firstProjectId: added[0]?.id ?? 0 };
}

function check(given: Readonly<Record<keyof typeof most, number>>): void {
  for (const [name, bound] of Object.entries(most) as [keyof typeof most, number][])
    if (!Number.isInteger(given[name]) || given[name] < 1 || given[name] > bound)
      throw new Error(`${name} of a crowd is a whole number from 1 to ${bound}: ${given[name]} is none`);
}

/** `crowd`, or for the next crowd a name of its own. */
function rootOf({ projects }: World): string {
  const isTaken = (root: string) => projects.some(({ path }) => path.startsWith(`${root}/`));
  let root = "crowd";
  for (let number = 2; isTaken(root); number++) root = `crowd-${number}`;
  return root;
}

const teams = ["payments", "search", "platform", "mobile", "data", "web", "identity", "logistics"];

function pathOf(root: string, index: number): string {
  return `${root}/${teams[index % teams.length]}/app-${String(index + 1).padStart(4, "0")}`;
}

interface Addition {
  readonly layout: Layout;
  readonly index: number;
  readonly path: string;
  readonly members: Readonly<Record<string, Role>>;
}

function addOne(world: World, { layout, index, path, members }: Addition): Project {
  const plot: Plot = { layout, index, seed: hash(layout.seed, index, 0) };
  const project = addProject(world, {
    path,
    members,
    defaultBranch,
    branches: liveBranches(layout, plot.seed),
    protectedBranches: [{ name: defaultBranch }],
    protectedTags: [{ name: "v*" }],
    createdAt: layout.until - 365 * 86_400_000,
  });
  const people = developers.map((name) => personOf(world, name));
  for (const place of tagPlaces(layout))
    project.tags.set(refAt(layout, plot.seed, place), commitAt(plot, place, people));
  project.past = makePast({ plot, project, people, world });
  // the rounds of timers look for jobs that take too long among those that the world holds
  if (world.settings.timers) for (const job of jobsOf(project, { statuses: unfinished })) touch(world, job);
  return project;
}
