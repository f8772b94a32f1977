import { GitLabError } from "../core/errors.ts";
import type { Page } from "../core/ports.ts";
import { type Runner, toRunner } from "./answers/runner.ts";
import { askOne, askPage, refuse, unlessGone } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { pagePath } from "./http/pages.ts";
import { known } from "./known.ts";
import { type ProjectRef, projectPath } from "./place.ts";
import { quoted } from "./quoted.ts";

interface RunnersAsked {
  /** Runners that have all of them. GitLabs from before 12 ignore it. A tag with a comma cannot be asked for. */
  readonly tags?: readonly string[];
  /** Any GitLab knows `online`, `offline`, `active` and `paused`; `stale` and `never_contacted` came with 14.6. */
  readonly status?: "online" | "offline" | "active" | "paused" | "stale" | "never_contacted";
  /** Where the page before said to go on. */
  readonly cursor?: string;
}

/** Whether a runner is there for a job with some tags, and how that is known. */
interface RunnerThere {
  readonly answer: "yes" | "no" | "unknown";
  /** A sentence for people. */
  readonly why: string;
  /** The runner that was found. */
  readonly runnerId?: number;
}

/** Looks at runners; a project's are its own, its groups' and the shared ones. Each throws GitLabError. */
export interface Runners {
  /** 100 a page; `undefined`: no such project. Needs Maintainer. */
  page(project: ProjectRef, asked?: RunnersAsked): Promise<Page<Runner> | undefined>;
  /** One runner with its tags; `undefined`: no such runner. Needs Maintainer, but for shared runners. */
  get(runnerId: number): Promise<Runner | undefined>;
  /**
   * Whether a runner is online that has all these tags (none: that takes untagged jobs). Whether it may take jobs of
   * unprotected refs, or has a place free, is not looked at. `unknown` where the token must not see the runners, or
   * where more would have to be asked than 5 pages and 5 runners.
   */
  someOnline(project: ProjectRef, tags: readonly string[]): Promise<RunnerThere>;
}

const mostPages = 5;
const mostLooks = 5;

/** Source: docs.gitlab.com/api/runners, gitlabhq lib/api/ci/runners.rb (read 2026-11). */
export function createRunners(http: Http): Runners {
  const page = (project: ProjectRef, asked: RunnersAsked) =>
    askPage(http, pagePath(firstPage(project, asked), asked.cursor), toRunner);
  const get = (runnerId: number) =>
    unlessGone(async () => {
      const path = `/runners/${runnerId}`;
      const runner = await askOne(http, path, toRunner);
      return runner.id === runnerId ? runner : refuse(path, "the answer is about another runner");
    });

  /** The online ones that have the tags, as far as the list tells. */
  async function listed(project: ProjectRef, tags: readonly string[]) {
    const runners: Runner[] = [];
    let cursor: string | undefined;
    for (let pages = 0; pages < mostPages; pages++) {
      const { items, next } = await page(project, known({ tags, status: "online" as const, cursor }));
      runners.push(...items.filter(({ online, paused }) => online !== false && paused !== true));
      if (next === undefined) return { runners, isWhole: true };
      cursor = next;
    }
    return { runners, isWhole: false };
  }

  async function someOnline(project: ProjectRef, tags: readonly string[]): Promise<RunnerThere> {
    if (tags.some((tag) => tag.includes(","))) return unknown("GitLab cannot be asked for a tag with a comma");
    const found = await unlessForbidden(() => unlessGone(() => listed(project, tags)));
    if (found === "forbidden") return unknown("the token's user must be Maintainer to see the project's runners");
    if (!found) return unknown("the project is gone, or the token's user must not see it");
    let isOpen = !found.isWhole || found.runners.length > mostLooks;
    for (const { id, type } of found.runners.slice(0, mostLooks)) {
      // a list that tells `runner_type` is of a GitLab that heeds `tag_list`
      if (tags.length > 0 && type !== undefined) return yes(id, tags);
      const runner = await unlessForbidden(() => get(id));
      const fits = typeof runner === "object" ? isFor(runner, tags) : undefined;
      if (fits) return yes(id, tags);
      if (fits === undefined) isOpen = true;
    }
    if (isOpen) return unknown(`runners are online, but not all of them could be asked ${askedFor(tags)}`);
    return { answer: "no", why: `no runner is online that ${takes(tags)}` };
  }

  return {
    page: (project, asked = {}) => unlessGone(() => page(project, asked)),
    get,
    someOnline,
  };
}

function firstPage(project: ProjectRef, { tags = [], status }: RunnersAsked): string {
  // `scope` is all that GitLabs from before 11.4 know, and not all that newer ones have words for
  const scope = status === "stale" || status === "never_contacted" ? undefined : status;
  const list = tags.length > 0 ? tags.map((tag) => tag.toWellFormed()).join(",") : undefined;
  const query = new URLSearchParams(known({ tag_list: list, status, scope, per_page: "100" }));
  return `${projectPath(project)}/runners?${query}`;
}

/** GitLab compares tags as they are written. */
function isFor({ tags: has, runsUntagged }: Runner, tags: readonly string[]): boolean | undefined {
  return tags.length === 0 ? runsUntagged : has && tags.every((tag) => has.includes(tag));
}

async function unlessForbidden<T>(look: () => Promise<T>): Promise<T | "forbidden"> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof GitLabError && error.code === "forbidden") return "forbidden";
    throw error;
  }
}

function yes(runnerId: number, tags: readonly string[]): RunnerThere {
  return { answer: "yes", why: `runner ${runnerId} is online and ${takes(tags)}`, runnerId };
}

function unknown(why: string): RunnerThere {
  return { answer: "unknown", why };
}

function takes(tags: readonly string[]): string {
  return tags.length === 0 ? "takes untagged jobs" : `has ${tagWords(tags)}`;
}

function askedFor(tags: readonly string[]): string {
  return tags.length === 0 ? "whether they take untagged jobs" : `for ${tagWords(tags)}`;
}

function tagWords(tags: readonly string[]): string {
  return `the tag${tags.length > 1 ? "s" : ""} ${tags.map(quoted).join(", ")}`;
}
