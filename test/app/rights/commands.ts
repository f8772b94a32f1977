import { receive } from "../../../lib/app/receive.ts";
import { site } from "../site.ts";
import { cells, matrixTown } from "./matrix.ts";

const statuses = { play: "manual", retry: "failed", cancel: "pending" } as const;
const rules = `version: 1
defaults: { mode: enforce }
rules:
${Object.entries(statuses)
  .map(
    ([verb, status]) =>
      `  - { id: ${verb}, projects: ["**"], on: { command: ${verb} }, when: { status: ${status} }, do: ${verb} }`,
  )
  .join("\n")}
`;

/**
 * Everybody says everything that rules take from everybody, and a worker with a Maintainer's token does it or not.
 *
 * @returns how much was said, how much of it was done, and what was done for whom GitLab itself refused it
 */
export async function deputyCommands(count: number): Promise<{ said: number; done: number; violations: string[] }> {
  const town = await matrixTown();
  const { twin, api } = town;
  const violations: string[] = [];
  let [said, done] = [0, 0];
  try {
    const wanted = cells().filter(({ verb }) => Object.hasOwn(statuses, verb));
    for (const { who, ...place } of wanted.slice(0, count)) {
      const s = await site({ jobs: [], rules });
      Object.assign(s.gitlab.reads, town.client.reads);
      Object.assign(s.gitlab.writes, town.client.writes);
      const { id } = town.standing(place);
      const job = await town.client.reads.job(api.id, id);
      const by = twin.world.people.find(({ username }) => username === who);
      if (!job || !by) throw new Error(`there is no job ${id}, or nobody called ${who}`);
      const command = { verb: place.verb, values: {}, by: { userId: by.id, username: who } };
      const heard = { id: `m${id}`, source: "gitlab", receivedAt: s.now(), project: { id: api.id, path: api.path } };
      const event = { kind: "command" as const, ...heard, job: { ...job, environment: place.environment }, command };
      await receive(event, { ...s.worker, actions: s.actions, record: "all" });
      const before = twin.effects.length;
      // the twin's clock is ahead, and a retry waits for GitLab's own
      s.pass(3_600);
      await s.work();
      said += 1;
      if (twin.effects.length === before) continue;
      done += 1;
      // what was done to one job is tried on another of its kind
      const status = await town.done(who, place.verb, town.standing(place));
      if (status >= 300) violations.push(`${place.verb} for @${who} on ${place.ref}: GitLab says ${status}`);
    }
    return { said, done, violations };
  } finally {
    await town.close();
  }
}
