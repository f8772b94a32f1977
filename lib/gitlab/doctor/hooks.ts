import * as z from "zod";
import type { FoundHook, HookWishes } from "../../core/doctorLooks.ts";
import type { Attempt, HookOwner } from "../../core/hooks.ts";
import { toWebhook } from "../answers/webhook.ts";
import { optional } from "../fields.ts";
import { hookHealth } from "../hookhealth.ts";
import { createHooks, hooksPath } from "../hooks.ts";
import { askPage } from "../http/ask.ts";
import type { Http } from "../http/http.ts";
import { pagePath } from "../http/pages.ts";
import { known } from "../known.ts";
import { type Lacking, unlessLacking } from "../lacking.ts";

/** GitLab allows 100 hooks to a project, 50 to a group. */
const mostPages = 3;

/** All hooks of a project or group. @throws GitLabError */
export async function allHooks(http: Http, owner: HookOwner): Promise<readonly FoundHook[] | Lacking | undefined> {
  const first = `${hooksPath(owner)}?per_page=100`;
  const all: FoundHook[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    const path = pagePath(first, cursor);
    const page = await unlessLacking(noHooks(owner), () => askPage(http, path, toFound));
    if (!page || "lacking" in page) return page;
    all.push(...page.items);
    cursor = page.next;
    if (cursor === undefined) break;
  }
  return all;
}

function noHooks(owner: HookOwner): string {
  return typeof owner === "object"
    ? "this GitLab has no group webhooks: they need Premium"
    : "there are no webhooks here";
}

/** The newest 20 of what was sent to a hook. @throws GitLabError */
export async function newestAttempts(
  http: Http,
  owner: HookOwner,
  hookId: number,
): Promise<readonly Attempt[] | Lacking | undefined> {
  const page = await createHooks(http).eventsPage({ owner, hookId });
  return page && "items" in page ? page.items : page;
}

const RawHook = z.looseObject({ url: optional(z.string()) });

function toFound(value: unknown): FoundHook | undefined {
  const hook = toWebhook(value);
  const { data: raw } = RawHook.safeParse(value);
  if (!hook || !raw) return undefined;
  const { url } = raw;
  const { id, checksTls, tokenPresent: hasToken, signingTokenPresent: signs, hasTemplate } = hook;
  const isMore = hook.address !== undefined && hasMore(url);
  // To the letter where nothing is left out of it: whoever sends GitLab another address loses the hook's secret.
  // Source: gitlabhq app/models/concerns/web_hooks/hook.rb, `reset_token` (read 2026-11).
  const address = isMore || hook.address === undefined ? hook.address : url;
  return {
    ...known({ id, address, checksTls, hasToken, signs, hasTemplate }),
    wishes: wishesOf(raw),
    state: hookHealth(hook).state,
    ...(isMore && { hasMore: true }),
  };
}

function hasMore(url: string | undefined): boolean {
  const parsed = URL.parse(url ?? "");
  return !parsed || Boolean(parsed.username || parsed.password || parsed.search || parsed.hash);
}

/** `build_events` is what GitLab 9.0 called `job_events`. */
function wishesOf(raw: Readonly<Record<string, unknown>>): HookWishes {
  const flags = Object.entries(raw).flatMap(([name, value]): [string, boolean][] => {
    const [, word] = /^([a-z_]+)_events$/.exec(name) ?? [];
    return word === undefined || typeof value !== "boolean" ? [] : [[word === "build" ? "job" : word, value]];
  });
  return Object.fromEntries(flags);
}
