import type { Page } from "../core/ports.ts";
import { type HookEvent, toHookEvent } from "./answers/hookevent.ts";
import { toWebhook, type Webhook } from "./answers/webhook.ts";
import { askOne, askPage, refuse } from "./http/ask.ts";
import type { Http } from "./http/http.ts";
import { pagePath } from "./http/pages.ts";
import { known } from "./known.ts";
import { type Lacking, unlessLacking } from "./lacking.ts";
import { encodedName, type ProjectRef, projectPath } from "./place.ts";
import { type Resent, resend } from "./resend.ts";

/** Where hooks hang: a project, or a group (Premium), by id or full path. */
type HookOwner = ProjectRef | { readonly group: ProjectRef };

interface HookEventsAsked {
  /** What the receiver answered: a status, or a kind of. None finds what got no answer at all; ask for all to see that. */
  readonly status?: number | "successful" | "client_failure" | "server_failure";
  /** Where the page before said to go on. */
  readonly cursor?: string;
}

/**
 * Looks at webhooks, and has their deliveries repeated. Needs Maintainer of the project, Owner of the group. Looks throw
 * GitLabError; what is not there (or hidden) is `undefined`; what this GitLab has not is `lacking`.
 */
export interface Hooks {
  /** 100 a page. */
  page(owner: HookOwner, cursor?: string): Promise<Page<Webhook> | Lacking | undefined>;
  get(owner: HookOwner, hookId: number): Promise<Webhook | Lacking | undefined>;
  /**
   * What was delivered or not in the last days (GitLab 17.3), the newest first, 20 a page. GitLab answers with all
   * that was sent: a page of more than 5 MiB comes as pages of one.
   */
  eventsPage(
    hook: { readonly owner: HookOwner; readonly hookId: number },
    asked?: HookEventsAsked,
  ): Promise<Page<HookEvent> | Lacking | undefined>;
  /** One request, once; never throws. At most 5 a minute (GitLab 17.4); 422: the hook's address has changed since. */
  resend(owner: HookOwner, hookId: number, eventId: number): Promise<Resent>;
}

const noGroupHooks = "this GitLab has no group webhooks: they need Premium; set the hook in each project";
const noEvents = "this GitLab does not list a webhook's events: that came with 17.3; see them in the hook's settings";

/** Source: docs.gitlab.com/api/project_webhooks, docs.gitlab.com/api/group_webhooks (read 2026-11). */
export function createHooks(http: Http): Hooks {
  return {
    page: async (owner, cursor) => {
      const path = pagePath(`${hooksPath(owner)}?per_page=100`, cursor);
      return unlessLacking(lackOf(owner), () => askPage(http, path, toWebhook));
    },

    get: (owner, hookId) =>
      unlessLacking(lackOf(owner), async () => {
        const path = `${hooksPath(owner)}/${hookId}`;
        const hook = await askOne(http, path, toWebhook);
        return hook.id === hookId ? hook : refuse(path, "the answer is about another hook");
      }),

    eventsPage: async ({ owner, hookId }, { status, cursor } = {}) => {
      const query = new URLSearchParams(known({ status: status?.toString(), per_page: String(eventsPerPage) }));
      const path = pagePath(`${hooksPath(owner)}/${hookId}/events?${query}`, cursor);
      return unlessLacking(noEvents, () => askPage(http, path, toHookEvent));
    },

    resend: (owner, hookId, eventId) => resend(http, () => `${hooksPath(owner)}/${hookId}/events/${eventId}/resend`),
  };
}

/** The most that newer GitLabs give. Source: gitlabhq lib/api/hooks/events.rb (read 2026-11). */
const eventsPerPage = 20;

/** Where the hooks of a project or a group are. @throws GitLabError as `encodedName` */
export function hooksPath(owner: HookOwner): string {
  if (typeof owner !== "object") return `${projectPath(owner)}/hooks`;
  return `/groups/${encodedName("group", owner.group)}/hooks`;
}

/** Every GitLab has project hooks, so there a nameless 404 is somebody else's word. */
function lackOf(owner: HookOwner): string {
  return typeof owner === "object" ? noGroupHooks : "the address has no webhooks: check the base URL";
}
