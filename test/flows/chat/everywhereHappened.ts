import type { Twin } from "../../../infra/twin/twin.ts";
import { readStops, switchKey } from "../../../lib/app/stops.ts";
import { readLink } from "../../../lib/app/talk/links.ts";
import { gatesScope, readGate } from "../../../lib/core/gate.ts";
import { holdScope, readHold } from "../../../lib/core/hold.ts";
import { joinKey } from "../../../lib/core/key.ts";
import type { Store } from "../../../lib/core/ports.ts";
import type { Subject } from "./everywhereJobs.ts";

interface Seen {
  readonly twin: Twin;
  readonly store: Store;
  /** Either is spoken of as `PROJECT`. */
  readonly projects: readonly number[];
}

/**
 * What stands in GitLab and in the tables, a sentence each, as often as it was done: what the bot did to jobs, with what it
 * gave; words at gates and where they were said; holds; stops; links. The job that is spoken of is `it`.
 */
export async function happenedIn(seen: Seen, it?: Subject): Promise<readonly string[]> {
  const found = [
    ...deeds(seen),
    ...(await gates(seen)),
    ...(await holds(seen)),
    ...(await stops(seen)),
    ...(await links(seen)),
  ];
  return found.map((text) => (it ? text.replaceAll(`job:${it.id}`, "it") : text));
}

/** What came of it in between: what is there now and was not there before, as often as that. */
export function newIn(after: readonly string[], before: readonly string[]): readonly string[] {
  const left = [...before];
  return after.filter((one) => {
    const at = left.indexOf(one);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function deeds({ twin }: Seen): readonly string[] {
  return twin.effects
    .filter(({ user }) => user === twin.bot.username)
    .map(({ verb, jobId, variables = {} }) => {
      const given = Object.entries(variables).map((pair) => pair.join("="));
      return `${verb} job:${jobId}${given.length === 0 ? "" : ` with ${given.join(" ")}`}`;
    });
}

/** Writes that the bot asked of GitLab, whether they changed something or not, but for its comments. */
export function writesIn({ requests }: Pick<Twin, "requests">): number {
  return requests.filter(
    ({ method, path }) => method !== "GET" && !/\/graphql|\/notes|\/discussions|\/oauth/.test(path),
  ).length;
}

async function gates({ store }: Seen): Promise<readonly string[]> {
  const notes = await store.notes(gatesScope("gitlab"));
  return notes
    .flatMap(({ value }) => readGate(value) ?? [])
    .flatMap(({ job, approvals, closed, armed }) => [
      ...approvals.map(({ username, from }) => `@${username} approved job:${job} in ${from}`),
      ...(closed ? [`the gate of job:${job} is closed: ${closed.why}`] : []),
      ...(armed
        ? [`@${armed.username} armed job:${job} in ${armed.from} for ${(armed.until - armed.at) / 3_600_000}h`]
        : []),
    ]);
}

async function holds({ store, projects }: Seen): Promise<readonly string[]> {
  const found = await Promise.all(
    projects.map(async (project) =>
      (await store.notes(holdScope("gitlab", project))).map(({ key, value }) => readHold(project, key, value)),
    ),
  );
  return found.flat().map(({ on, who, reason }) => `${on} is held by ${who.replace(/ .*/, "")}: ${reason}`);
}

async function stops({ store, projects }: Seen): Promise<readonly string[]> {
  const stopped = readStops(await store.note(switchKey("gitlab")));
  const names = new Set(projects.map((id) => `project:${id}`));
  return stopped.map((what) => `${names.has(what) ? "PROJECT" : what} is stopped`);
}

async function links({ store }: Seen): Promise<readonly string[]> {
  const notes = await store.notes(`link#${joinKey("gitlab")}`);
  return notes
    .flatMap(({ value }) => readLink(value) ?? [])
    .map(({ username }) => `somebody is linked to @${username}`);
}
