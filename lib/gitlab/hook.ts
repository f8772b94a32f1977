import type { Event } from "../core/event.ts";
import { accessTokenEvent, deployTokenEvent } from "./hook/accessToken.ts";
import type { Delivery } from "./hook/delivery.ts";
import { deploymentEvent } from "./hook/deployment.ts";
import { type Ignored, ignored } from "./hook/ignored.ts";
import { jobEvent } from "./hook/job.ts";
import { noteEvent } from "./hook/note.ts";
import { pipelineEvent } from "./hook/pipeline.ts";
import { releaseEvent } from "./hook/release.ts";
import { tagPushEvent } from "./hook/tagPush.ts";
import { type Told, toldPart } from "./told.ts";

type Reader = (hook: Told, delivery: Delivery) => Event | Ignored;

/** By `object_kind`. */
const readers: ReadonlyMap<unknown, Reader> = new Map<unknown, Reader>([
  ["build", jobEvent],
  ["job", jobEvent],
  ["pipeline", pipelineEvent],
  ["deployment", deploymentEvent],
  ["release", releaseEvent],
  ["note", noteEvent],
  ["tag_push", tagPushEvent],
  ["access_token", accessTokenEvent],
  ["deploy_token", deployTokenEvent],
]);

/**
 * A hook's body, of any GitLab since 2016, as our own event. Hooks about other things, and bodies that are no hook at all
 * (a team may write its own template), are ignored with the reason, which holds nothing of the body; never throws.
 *
 * @param value the parsed body
 */
export function toEvent({ value, delivery }: { value: unknown; delivery: Delivery }): Event | Ignored {
  const hook = toldPart(value);
  if (!hook) return ignored("the body is JSON but no GitLab hook: it is no object", value);
  const kind = hook.object_kind;
  const reader = readers.get(kind);
  if (reader) return reader(hook, delivery);
  if (kind === undefined && !("event_name" in hook))
    return ignored("the body is JSON but no GitLab hook: object_kind is missing", value);
  return ignored(`${nameOf(kind, delivery.eventHeader)} tells nothing about jobs`, value);
}

/** Kinds that GitLab sends and nobody here needs. */
const others: ReadonlySet<unknown> = new Set(
  "push issue work_item merge_request wiki_page feature_flag emoji milestone vulnerability".split(" "),
);

/** What people call the hook: the header's name if there is a plausible one, else its kind. */
function nameOf(kind: unknown, header: string | undefined): string {
  if (header && /^[A-Z][A-Za-z ]{0,40} Hook$/.test(header)) return withArticle(header);
  if (kind === undefined) return "a System Hook";
  return others.has(kind) ? `${withArticle(String(kind))} hook` : "a hook of a kind that Penstock does not know";
}

function withArticle(name: string): string {
  return `${/^[aeiou]/i.test(name) ? "an" : "a"} ${name}`;
}
