import type { Event } from "../core/event.ts";
import type { Delivery } from "./hook/delivery.ts";
import { type Ignored, ignored } from "./hook/ignored.ts";
import { jobEvent } from "./hook/job.ts";
import { pipelineEvent } from "./hook/pipeline.ts";

/**
 * A hook's body, of any GitLab since 2016, as our own event. Hooks about anything but jobs and pipelines, and bodies that
 * are no hook at all (a team may write its own template), are ignored with the reason; never throws.
 *
 * @param value the parsed body
 */
export function toEvent({ value, delivery }: { value: unknown; delivery: Delivery }): Event | Ignored {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return ignored("the body is JSON but no GitLab hook: it is no object", value);
  const kind = "object_kind" in value ? value.object_kind : undefined;
  switch (kind) {
    case "build":
    case "job":
      return jobEvent(value, delivery);
    case "pipeline":
      return pipelineEvent(value, delivery);
    case undefined:
      return ignored(
        "event_name" in value
          ? "a System Hook tells nothing about jobs"
          : "the body is JSON but no GitLab hook: object_kind is missing",
        value,
      );
    default:
      return ignored(`${nameOf(kind, delivery.eventHeader)} tells nothing about jobs`, value);
  }
}

/** What people call the hook: the header's name if there is a plausible one, else its kind. */
function nameOf(kind: unknown, header: string | undefined): string {
  if (header && /^[A-Z][A-Za-z ]{0,40} Hook$/.test(header)) return withArticle(header);
  return typeof kind === "string" && /^\w{1,40}$/.test(kind) ? `${withArticle(kind)} hook` : "a hook of an odd kind";
}

function withArticle(name: string): string {
  return `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`;
}
