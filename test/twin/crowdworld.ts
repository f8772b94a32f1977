import type { TestContext } from "node:test";
import { virtualClock } from "../../infra/twin/clock.ts";
import type { NewCrowd } from "../../infra/twin/crowd/addCrowd.ts";
import type { Job, Project } from "../../infra/twin/state/graph.ts";
import { jobsOf } from "../../infra/twin/state/history.ts";
import { createTwin } from "../../infra/twin/twin.ts";
import { type Reply, twinWorld } from "./world.ts";

/** A twin that is not served, with a crowd and its projects. */
export function crowdTwin(crowd: NewCrowd, options: Partial<Parameters<typeof createTwin>[0]> = {}) {
  const time = virtualClock();
  const twin = createTwin({ clock: time.now, ...options });
  const added = twin.addCrowd(crowd);
  return { time, twin, added, projects: twin.world.projects };
}

/** A served twin with a crowd beside its ordinary project. */
export async function crowdWorld(
  t: TestContext,
  crowd: NewCrowd,
  options: NonNullable<Parameters<typeof twinWorld>[2]> = {},
) {
  const world = await twinWorld(t, {}, options);
  const added = world.twin.addCrowd(crowd);
  const projects = world.twin.world.projects.filter(({ path }) => path.startsWith("crowd/"));
  const inProject = (index: number) => `/projects/${added.firstProjectId + index}`;
  const graphql = async (query: string) => {
    const response = await fetch(`${world.served.url}/api/graphql`, {
      method: "POST",
      headers: { "PRIVATE-TOKEN": world.twin.bot.token, "Content-Type": "application/json" },
      body: JSON.stringify({ query }),
    });
    // biome-ignore lint/suspicious/noExplicitAny: answers are read as a client without our types would
    return (await response.json()) as any;
  };
  /** All rows of a list, page after page, as the links lead. */
  const walk = async (path: string) => {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const rows: any[] = [];
    for (let next: string | undefined = path; next; ) {
      const page: Reply = await world.get(next);
      if (page.status !== 200) throw new Error(`${next}: ${page.status} ${page.text}`);
      rows.push(...page.json);
      const link: string | undefined = /<([^>]+)>; rel="next"/.exec(page.headers.get("link") ?? "")?.[1];
      next = link?.split("/api/v4")[1];
    }
    return rows;
  };
  return { ...world, added, projects, inProject, graphql, walk };
}

export function someJob(project: Project | undefined, fits: (job: Job) => boolean): Job {
  if (!project) throw new Error("there is no such project");
  for (const job of jobsOf(project)) if (fits(job)) return job;
  throw new Error(`no job of ${project.path} fits`);
}

export function projectAt(projects: readonly Project[], index: number): Project {
  const project = projects[index];
  if (!project) throw new Error(`there is no project ${index}`);
  return project;
}
