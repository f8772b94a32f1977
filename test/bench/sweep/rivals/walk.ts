import { randomOf } from "../../../simulation/random.ts";
import { createTimeline } from "../timeline.ts";
import { startTwinProcess, type TwinProcess } from "../twin.ts";
import type { Ask, Page, Strategy } from "./strategies.ts";

/** A walk through all pages of all projects. */
export interface Walked {
  readonly name: string;
  readonly seconds: number;
  /** Pages that came. */
  readonly pages: number;
  readonly requests: number;
  /** Answered with 429. */
  readonly refused: number;
  /** Why it ended before all was there. */
  readonly gaveUp?: string;
}

/** Pages are small, so that a small world has as many of them as a large one. */
export const jobsOnPage = 20;
const pagesOfProject = 10;
const latencyMillis = 50;
export const start = Date.UTC(2026, 10, 20, 9, 30);
const listsPerMinute = 600;
const seed = 9;

/** A world with so many pages, with GitLab.com's limits, of which none is used. */
export async function openField(pages: number): Promise<TwinProcess> {
  const crowd = { projects: Math.ceil(pages / pagesOfProject), jobsPerProject: jobsOnPage * pagesOfProject, seed };
  return await startTwinProcess({ start, crowd });
}

/** What nobody can be faster than: full windows of 600 lists, the first of which begins with the first request. */
export function leastSeconds(pages: number): number {
  return Math.floor((pages - 1) / listsPerMinute) * 60 + latencyMillis / 1000;
}

/** Lets a strategy walk in virtual time; the pages of a project come one after the other. */
export async function walk(strategy: Strategy, pages: number): Promise<Walked> {
  const twin = await openField(pages);
  try {
    const projects = [...(await twin.left()).keys()];
    const timeline = createTimeline(start, (now) => twin.setTime(now));
    const ask: Ask = async (path) => {
      const began = timeline.now();
      const page = await timeline.during(() => fetchPage(twin, path));
      await timeline.pause(began + latencyMillis - timeline.now());
      return page;
    };
    const get = strategy.begin({ timeline, random: randomOf(seed), ask });
    const rest = projects.values();
    let [came, endedAt] = [0, start];
    async function lane(): Promise<void> {
      for (const project of rest)
        for (let path: string | undefined = firstPage(project); path !== undefined; ) {
          const { status, next } = await get(path);
          if (status !== 200) throw new Error(`${path} was answered with ${status}`);
          came++;
          endedAt = timeline.now();
          path = next;
        }
    }
    const lanes = Promise.all(Array.from({ length: strategy.atOnce }, lane));
    await Promise.all([lanes, timeline.run(() => false)]);
    const { requests, refused } = await twin.served();
    return { name: strategy.name, seconds: (endedAt - start) / 1000, pages: came, requests, refused };
  } finally {
    await twin.close();
  }
}

function firstPage(project: number): string {
  return `/api/v4/projects/${project}/jobs?pagination=keyset&order_by=id&sort=desc&per_page=${jobsOnPage}`;
}

async function fetchPage({ url, token }: TwinProcess, path: string): Promise<Page> {
  const response = await fetch(new URL(path, url), { headers: { authorization: `Bearer ${token}` } });
  await response.arrayBuffer();
  const next = /<([^>]+)>; *rel="next"/.exec(response.headers.get("link") ?? "")?.[1];
  const after = response.headers.get("retry-after");
  return {
    status: response.status,
    ...(next !== undefined && { next }),
    ...(after !== null && { retryAfterSeconds: Number(after) }),
  };
}
