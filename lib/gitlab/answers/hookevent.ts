import * as z from "zod";
import type { Instant } from "../../core/time.ts";
import { Id, nullable, optional, Text, When, Word } from "../fields.ts";
import { known } from "../known.ts";

/** One delivery that GitLab tried. What was sent and answered is not read: it may hold secrets. */
export interface HookEvent {
  readonly id: number;
  /** E.g. `job_hooks`, `pipeline_hooks`. */
  readonly trigger?: string;
  /** What the receiver answered; missing where it did not (no connection, no answer in time). */
  readonly responseStatus?: number;
  /** Whether GitLab counts it as delivered: 2xx and 3xx are. */
  readonly isDelivered?: boolean;
  readonly durationSeconds?: number;
  /** GitLab 19; before, only the order tells. */
  readonly createdAt?: Instant;
  /** The same for every attempt to deliver one event: the `Idempotency-Key` that the receiver saw (GitLab 17.4). */
  readonly idempotencyKey?: string;
}

/** A status as GitLab writes it: `"200"`, `200`, or words such as `internal error`. */
const HeardStatus = optional(z.union([z.int(), Text]));

/** `responseStatus` and `isDelivered` of what a receiver answered. Source: gitlabhq app/services/web_hook_service.rb (read 2026-11). */
function responseFields(status: z.infer<typeof HeardStatus>): Pick<HookEvent, "responseStatus" | "isDelivered"> {
  if (status === undefined) return {};
  if (!/^[1-5]\d\d$/.test(String(status))) return { isDelivered: false };
  const responseStatus = Number(status);
  return { responseStatus, isDelivered: responseStatus >= 200 && responseStatus < 400 };
}

// Source: docs.gitlab.com/api/project_webhooks, gitlabhq lib/api/entities/web_hook_log.rb (read 2026-11).
const HookEventAnswer = z.object({
  id: Id,
  trigger: Word,
  request_headers: nullable(z.object({ "Idempotency-Key": Word })),
  execution_duration: optional(z.number().nonnegative()),
  response_status: HeardStatus,
  created_at: When,
});

/** An event of a hook, or `undefined` when it has no id. */
export function toHookEvent(value: unknown): HookEvent | undefined {
  const { data: event } = HookEventAnswer.safeParse(value);
  if (!event) return undefined;
  return known({
    id: event.id,
    trigger: event.trigger,
    ...responseFields(event.response_status),
    durationSeconds: event.execution_duration,
    createdAt: event.created_at ?? undefined,
    idempotencyKey: event.request_headers?.["Idempotency-Key"],
  });
}

/** What GitLab says after a resend. Source: gitlabhq lib/api/entities/retry_webhook_event.rb (read 2026-11). */
export const ResentAnswer = z
  .object({ response_status: HeardStatus })
  .transform(({ response_status }) => responseFields(response_status));
