/** A kind of hooks, as each part of GitLab names it. */
interface HookKind {
  /** In `X-Gitlab-Event`. */
  readonly event: string;
  /** Among the hook's own settings. */
  readonly wish: string;
  /** In the API, and as the Test button's trigger. */
  readonly flag: string;
  /** In the list of what was sent. */
  readonly trigger: string;
  /** The first vintage that has it. */
  readonly since: 2016 | 2020 | 2024 | 2026;
}

/**
 * Source: gitlabhq app/models/concerns/triggerable_hooks.rb and docs.gitlab.com/user/project/integrations/webhook_events,
 * "History" notes (read 2026-11).
 */
export const hookKinds = {
  job: { event: "Job Hook", wish: "jobEvents", flag: "job_events", trigger: "job_hooks", since: 2016 },
  pipeline: {
    event: "Pipeline Hook",
    wish: "pipelineEvents",
    flag: "pipeline_events",
    trigger: "pipeline_hooks",
    since: 2016,
  },
  deployment: {
    event: "Deployment Hook",
    wish: "deploymentEvents",
    flag: "deployment_events",
    trigger: "deployment_hooks",
    since: 2024,
  },
  note: { event: "Note Hook", wish: "noteEvents", flag: "note_events", trigger: "note_hooks", since: 2016 },
  confidential_note: {
    event: "Confidential Note Hook",
    wish: "confidentialNoteEvents",
    flag: "confidential_note_events",
    trigger: "confidential_note_hooks",
    since: 2020,
  },
  release: {
    event: "Release Hook",
    wish: "releaseEvents",
    flag: "releases_events",
    trigger: "release_hooks",
    since: 2024,
  },
  tag_push: {
    event: "Tag Push Hook",
    wish: "tagPushEvents",
    flag: "tag_push_events",
    trigger: "tag_push_hooks",
    since: 2016,
  },
  access_token: {
    event: "Resource Access Token Hook",
    wish: "accessTokenEvents",
    flag: "resource_access_token_events",
    trigger: "resource_access_token_hooks",
    since: 2024,
  },
} as const satisfies Readonly<Record<string, HookKind>>;

/** Kinds that GitLab has and the twin sends none of. */
export const otherFlags: readonly string[] = (
  "push_events issues_events confidential_issues_events merge_requests_events wiki_page_events feature_flag_events " +
  "milestone_events emoji_events vulnerability_events"
).split(" ");

/** As the control names them. */
export type HookWord = keyof typeof hookKinds;

export const hookWords = Object.keys(hookKinds) as HookWord[];

export type HookEvent = (typeof hookKinds)[HookWord]["event"];

/** What a hook wants to hear of; each is no by default. GitLabs that have no such hooks send none. */
export type Wishes = { readonly [W in HookWord as (typeof hookKinds)[W]["wish"]]?: boolean };

/** The settings of a hook that wants just these. */
export function wishesOf(words: readonly HookWord[]): Wishes {
  return Object.fromEntries(words.map((word) => [hookKinds[word].wish, true]));
}
