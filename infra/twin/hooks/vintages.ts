import { type FieldYears, shownIn } from "../state/fieldYears.ts";
import type { Vintage } from "../state/world.ts";
import type { HookEvent } from "./kinds.ts";

/**
 * The first year of each field. Source: docs.gitlab.com/user/project/integrations/webhook_events as it was in GitLab
 * 8.12, 12, 14, 16 and 19, and payloads of the time (read 2026-11).
 */
const fieldsSince = {
  job: {
    build_allow_failure: 2020,
    build_failure_reason: 2020,
    pipeline_id: 2020,
    runner: 2020,
    build_created_at: 2024,
    build_queued_duration: 2024,
    environment: 2024,
    retries_count: 2024,
    build_created_at_iso: 2026,
    build_started_at_iso: 2026,
    build_finished_at_iso: 2026,
    project: 2026,
    source_pipeline: 2026,
  },
  commitOfJob: { author_url: 2024, name: 2024, started_at_iso: 2026, finished_at_iso: 2026 },
  personOfJob: { username: 2024, avatar_url: 2024 },
  pipeline: { merge_request: 2020, source_pipeline: 2024 },
  attributes: {
    detailed_status: 2020,
    source: 2020,
    variables: 2020,
    iid: 2024,
    name: 2024,
    queued_duration: 2024,
    url: 2024,
    protected_ref: 2026,
    ref_status_name: 2026,
  },
  mergeRequest: { detailed_merge_status: 2024 },
  build: { allow_failure: 2020, duration: 2024, environment: 2024, failure_reason: 2024, queued_duration: 2024 },
  personOfPipeline: { id: 2024, email: 2024 },
  runner: { is_shared: 2020, runner_type: 2024, tags: 2024 },
  note: { event_type: 2020 },
  noteAttributes: { discussion_id: 2020, action: 2024, internal: 2024 },
  tagPush: { event_name: 2020, user_username: 2020, push_options: 2020, ref_protected: 2026 },
  projectOfEvent: { id: 2020, ci_config_path: 2020 },
  accessToken: { last_used_at: 2026 },
} as const satisfies Readonly<Record<string, FieldYears>>;

const headersSince: FieldYears = {
  "User-Agent": 2024,
  "X-Gitlab-Event-UUID": 2024,
  "X-Gitlab-Instance": 2024,
  "X-Gitlab-Webhook-UUID": 2024,
  "Idempotency-Key": 2024,
  "webhook-id": 2026,
  "webhook-signature": 2026,
  "webhook-timestamp": 2026,
};

/** What a hook of that year holds of a part that has all that today's has. */
export function hookAsOf<T extends object>(vintage: Vintage, kind: keyof typeof fieldsSince, part: T): Partial<T> {
  return shownIn(vintage, fieldsSince[kind], part);
}

/** The headers of a delivery, of all that one of today has. */
export function headersAsOf(vintage: Vintage, headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => vintage >= (headersSince[name] ?? 2016)));
}

/** The event's name: jobs were called builds until 9.0. */
export function eventName(vintage: Vintage, event: HookEvent): string {
  return vintage === 2016 && event === "Job Hook" ? "Build Hook" : event;
}
