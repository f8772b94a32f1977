import type { Event } from "../../../lib/core/event.ts";
import { withoutBuilds } from "../../../lib/gitlab/hook/head.ts";
import { toEvent } from "../../../lib/gitlab/hook.ts";
import { readJson } from "../../../lib/gitlab/json.ts";
import { jobBody, pipelineBody } from "../door/bodies.ts";
import type { Figure } from "../figure.ts";
import { weigh } from "./weigh.ts";

const builds = 50;

/** Events as they wait to be decided and written down, each beside the parsed JSON of the body that it was read from. */
export function weighEvents(counts: { readonly jobs: number; readonly pipelines: number }): Figure[] {
  const job = (at: number) => jobBody(1_000 + at, "failed");
  const pipeline = (at: number) => pipelineBody(1_000 + at, builds);
  const parsedPipeline = weigh(counts.pipelines, (at) => JSON.parse(pipeline(at).toString()));
  return [
    figure("a job event that waits", {
      ours: weigh(counts.jobs, (at) => whole(job(at), at)),
      parsed: weigh(counts.jobs, (at) => JSON.parse(job(at).toString())),
    }),
    figure(`a pipeline event of ${builds} builds that waits`, {
      ours: weigh(counts.pipelines, (at) => whole(pipeline(at), at)),
      parsed: parsedPipeline,
    }),
    figure("the same where no rule needs its builds", {
      ours: weigh(counts.pipelines, (at) => head(pipeline(at), at)),
      parsed: parsedPipeline,
    }),
  ];
}

function figure(what: string, { ours, parsed }: { readonly ours: number; readonly parsed: number }): Figure {
  return {
    goal: "memory",
    what,
    unit: "bytes",
    ours,
    peer: { name: "GitLab's JSON, parsed", value: parsed },
    most: parsed,
  };
}

function whole(body: Buffer, at: number): Event {
  const json = readJson(body);
  if ("problem" in json) throw new Error(json.problem);
  return eventOf(json.value, at);
}

function head(body: Buffer, at: number): Event {
  const value = withoutBuilds(body);
  if (!value) throw new Error("the head was not read");
  return eventOf(value, at);
}

function eventOf(value: unknown, at: number): Event {
  const delivery = { id: `delivery-${at}`, source: "gitlab", receivedAt: Date.UTC(2026, 10, 20, 9) + at };
  const event = toEvent({ value, delivery });
  if ("ignored" in event) throw new Error(event.ignored);
  return event;
}
