import { virtualClock } from "../../../infra/twin/clock.ts";
import { bringJob } from "../../../infra/twin/machine/bring.ts";
import { leftFile } from "../../../infra/twin/machine/leavings.ts";
import { serveTwin } from "../../../infra/twin/serve.ts";
import type { NewProject } from "../../../infra/twin/state/add.ts";
import type { Job } from "../../../infra/twin/state/graph.ts";
import type { Verb } from "../../../infra/twin/state/world.ts";
import { createTwin } from "../../../infra/twin/twin.ts";
import { remembered } from "../../../lib/app/remembered.ts";
import { mayDo, type Right } from "../../../lib/app/rights/mayDo.ts";
import type { Facts } from "../../../lib/core/event.ts";
import { createGitLab } from "../../../lib/gitlab/client.ts";

/** What people do to jobs, each with its own request. */
export const verbs = ["retry", "play", "cancel", "keep", "deleteArtifacts", "erase"] as const satisfies readonly Verb[];
export type Done = (typeof verbs)[number];

/** How the job must stand so that only rights decide. */
const ready: Readonly<Record<Done, "failed" | "manual" | "pending" | "success">> = {
  ...{ retry: "failed", play: "manual", cancel: "pending" },
  ...{ keep: "success", deleteArtifacts: "success", erase: "success" },
};

const requests: Readonly<Record<Done, readonly [method: string, path: string]>> = {
  retry: ["POST", "/retry"],
  play: ["POST", "/play"],
  cancel: ["POST", "/cancel"],
  keep: ["POST", "/artifacts/keep"],
  deleteArtifacts: ["DELETE", "/artifacts"],
  erase: ["POST", "/erase"],
};

/** A job somewhere, and who ran it. */
export interface Place {
  readonly verb: Done;
  readonly ref: string;
  readonly tag: boolean;
  /** `null`: it deploys nowhere. */
  readonly environment: { readonly name: string; readonly tier: string } | null;
  readonly ranBy: string;
}

export type Town = Awaited<ReturnType<typeof makeTown>>;

/** A served twin with a licence for Premium and one project, `shop/web/api`; everybody in it has a token of his own. */
export async function makeTown(people: readonly string[], project: Omit<NewProject, "path"> = {}) {
  const twin = createTwin({ clock: virtualClock().now, settings: { isPremium: true } });
  for (const username of people) twin.addPerson({ username });
  const tokens = new Map(people.map((username) => [username, twin.addToken(username)]));
  const members = { [twin.bot.username]: "maintainer", ...project.members } as const;
  const api = twin.addProject({ ...project, path: "shop/web/api", members, settings: { forwardDeployment: false } });
  const served = await serveTwin(twin);
  const client = createGitLab({
    ...{ baseUrl: served.url, token: twin.bot.token, userAgent: "penstock-test" },
    clock: twin.world.clock,
  });

  function standing({ verb, ref, tag, environment, ranBy }: Place): Job {
    const deploys = environment && { environment: { ...environment, action: "start" } };
    const manual = verb === "play" ? { when: "manual" as const } : {};
    const { id } = twin.addPipeline(api.id, { ref, tag, by: ranBy, jobs: [{ name: "deploy", ...deploys, ...manual }] });
    const job = twin.jobNamed(id, "deploy");
    // whoever may not deploy there has run it in other times, when he might
    if (ready[verb] === "success") twin.world.settings.isPremium = false;
    if (job.status !== ready[verb]) bringJob(twin.world, job, { status: ready[verb] });
    twin.world.settings.isPremium = true;
    if (ready[verb] === "success")
      job.files = [{ ...leftFile(twin.world, { type: "archive", sizeBytes: 10 }), expireAt: null }];
    return job;
  }

  return {
    twin,
    api,
    client,
    standing,
    close: async () => {
      await client.close();
      await served.close();
    },
    /** What `mayDo` says, from a job as the API has it, and where it deploys to as a hook told. */
    async asked(username: string, { verb, environment }: Place, { id }: Job): Promise<Right> {
      const person = twin.world.people.find((one) => one.username === username);
      const reads = remembered(client.reads);
      const job = await reads.job(api.id, id);
      if (!person || !job) throw new Error(`there is no ${username}, or no job ${id}`);
      const facts: Facts = { project: { id: api.id, path: api.path }, job: { ...job, environment } };
      return mayDo({ userId: person.id, username }, verb, facts, reads);
    },
    /** The status that GitLab answers with when the person does it with his own token. */
    async done(username: string, verb: Done, { id }: Job): Promise<number> {
      const [method, path] = requests[verb];
      const headers = { "PRIVATE-TOKEN": tokens.get(username) ?? "" };
      const url = `${served.url}/api/v4/projects/${api.id}/jobs/${id}${path}`;
      return (await fetch(url, { method, headers })).status;
    },
  };
}

/** What differs between `mayDo` and GitLab; nothing where they agree. */
export async function difference(town: Town, username: string, place: Place): Promise<string | undefined> {
  const job = town.standing(place);
  const right = await town.asked(username, place, job);
  const status = await town.done(username, place.verb, job);
  const where = `@${username} ${place.verb} ${place.tag ? "tag " : ""}${place.ref} ${place.environment?.name ?? "nowhere"}`;
  if (![200, 201, 204, 403, 404].includes(status)) return `${where}: GitLab answered ${status}`;
  if (right.may === status < 300) return undefined;
  return `${where}: mayDo says ${right.may ? "yes" : `no (${right.why})`}, GitLab ${status}`;
}
