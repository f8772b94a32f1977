import * as z from "zod";
import type { Instant } from "../../core/time.ts";
import { Flag, Id, nullable, optional, Text, When, Word } from "../fields.ts";
import { known } from "../known.ts";

/** What a hook is asked to tell. `undefined` within: this GitLab does not say, or does not have it. */
interface HeardEvents {
  readonly job?: boolean;
  readonly pipeline?: boolean;
  readonly deployment?: boolean;
  readonly note?: boolean;
  readonly confidentialNote?: boolean;
  readonly push?: boolean;
  readonly tagPush?: boolean;
  readonly mergeRequest?: boolean;
  readonly release?: boolean;
  /** An access token of the project or group is about to expire. */
  readonly accessToken?: boolean;
}

/** A webhook as GitLab has it. Of its address no query, user or fragment is kept: they may hold secrets. */
export interface Webhook {
  readonly id: number;
  readonly address?: string;
  readonly name?: string | null;
  readonly events: HeardEvents;
  readonly checksTls?: boolean;
  /** `executable`, `temporarily_disabled`, `disabled`, and whatever comes (GitLab 15). */
  readonly alertStatus?: string;
  readonly disabledUntil?: Instant | null;
  /** Whether a plain secret token is set, and whether one that signs is (GitLab 19). */
  readonly tokenPresent?: boolean;
  readonly signingTokenPresent?: boolean;
  /** Whether its owner wrote another body than GitLab's (GitLab 16.10). */
  readonly hasTemplate?: boolean;
  readonly createdAt?: Instant;
}

// Source: docs.gitlab.com/api/project_webhooks, /group_webhooks, gitlabhq lib/api/entities/hook.rb (read 2026-11).
// `build_events` is what GitLab 9.0 called `job_events`.
const WebhookAnswer = z.object({
  id: Id,
  url: optional(z.string()),
  name: nullable(Text),
  job_events: Flag,
  build_events: Flag,
  pipeline_events: Flag,
  deployment_events: Flag,
  note_events: Flag,
  confidential_note_events: Flag,
  push_events: Flag,
  tag_push_events: Flag,
  merge_requests_events: Flag,
  releases_events: Flag,
  resource_access_token_events: Flag,
  enable_ssl_verification: Flag,
  alert_status: Word,
  disabled_until: When,
  token_present: Flag,
  signing_token_present: Flag,
  custom_webhook_template: nullable(z.string()),
  created_at: When,
});
type WebhookAnswer = z.infer<typeof WebhookAnswer>;

/** A hook of the API, or `undefined` when it has no id. */
export function toWebhook(value: unknown): Webhook | undefined {
  const { data: hook } = WebhookAnswer.safeParse(value);
  if (!hook) return undefined;
  const { custom_webhook_template: template } = hook;
  return known({
    id: hook.id,
    address: addressOf(hook.url),
    name: hook.name,
    events: eventsOf(hook),
    checksTls: hook.enable_ssl_verification,
    alertStatus: hook.alert_status,
    disabledUntil: hook.disabled_until,
    tokenPresent: hook.token_present,
    signingTokenPresent: hook.signing_token_present,
    hasTemplate: template === undefined ? undefined : Boolean(template),
    createdAt: hook.created_at ?? undefined,
  });
}

function eventsOf(hook: WebhookAnswer): HeardEvents {
  return known({
    job: hook.job_events ?? hook.build_events,
    pipeline: hook.pipeline_events,
    deployment: hook.deployment_events,
    note: hook.note_events,
    confidentialNote: hook.confidential_note_events,
    push: hook.push_events,
    tagPush: hook.tag_push_events,
    mergeRequest: hook.merge_requests_events,
    release: hook.releases_events,
    accessToken: hook.resource_access_token_events,
  });
}

function addressOf(url: string | undefined): string | undefined {
  const parsed = url === undefined ? null : URL.parse(url);
  return parsed && /^https?:$/.test(parsed.protocol) ? parsed.origin + parsed.pathname : undefined;
}
