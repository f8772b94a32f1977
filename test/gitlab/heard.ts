import assert from "node:assert/strict";
import type { Event, JobEvent, PipelineEvent } from "../../lib/core/event.ts";
import type { Ignored } from "../../lib/gitlab/hook/ignored.ts";
import { toEvent } from "../../lib/gitlab/hook.ts";

// What becomes of a hook's parsed body, each with the assertion that it is what the test is about.

export const receivedAt = Date.UTC(2026, 7, 2, 8, 0, 0);
export const delivery = { id: "d1", source: "main", receivedAt };

export const heard = (value: unknown): Event | Ignored => toEvent({ value, delivery });

export function job(value: unknown): JobEvent {
  const event = heard(value);
  assert.ok("kind" in event && event.kind === "job", JSON.stringify(event));
  return event;
}

export function pipeline(value: unknown): PipelineEvent {
  const event = heard(value);
  assert.ok("kind" in event && event.kind === "pipeline", JSON.stringify(event));
  return event;
}

export function reason(value: unknown): string {
  const event = heard(value);
  assert.ok("ignored" in event, JSON.stringify(event));
  return event.ignored;
}
