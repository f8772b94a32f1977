import type { Context, LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { warningOf } from "../lib/app/about.ts";
import { receiveIgnored } from "../lib/app/delivery.ts";
import { needsJobs, receive } from "../lib/app/receive.ts";
import { type Event, type PipelineEvent, type Project, projectIn } from "../lib/core/event.ts";
import { within } from "../lib/edge/deadline.ts";
import { errorFields, invoked } from "../lib/edge/log.ts";
import { once } from "../lib/edge/once.ts";
import { type Request, readRequest, reply } from "../lib/edge/request.ts";
import { createSeldom } from "../lib/edge/seldom.ts";
import { type Delivery, deliveryId } from "../lib/gitlab/hook/delivery.ts";
import { withoutBuilds } from "../lib/gitlab/hook/head.ts";
import type { Ignored } from "../lib/gitlab/hook/ignored.ts";
import { toEvent } from "../lib/gitlab/hook.ts";
import { readJson } from "../lib/gitlab/json.ts";
import { believedBy } from "./world/believed.ts";
import { type DoorWorld, realDoor } from "./world/door.ts";
import type { DoorSource } from "./world/sources.ts";

/** Authentic, but not stored: GitLab never delivers twice and counts failures against the hook; the patrol finds the job. */
const deferred = { deferred: true };

const largestBodyBytes = 5 * 1024 * 1024;

/**
 * What deliveries that wait for the tables may hold together. Where these hang, each waits longer than its answer does; one
 * that finds no room is deferred at once. A function has one at a time, a server as many as come.
 */
const mostBytesUnderWay = 64 * 1024 * 1024;
/** What one holds beside its body, about: its event, its requests to the tables. */
const bytesBeside = 16 * 1024;

/** Whoever floods the door shall not fill the log as well. */
const refusalsToldPerMinute = 20;

/** `POST /gitlab/{source}`: a GitLab webhook. An authentic delivery is always answered 202, whatever it holds. */
export function make(world: DoorWorld) {
  const seldom = createSeldom(world.clock, refusalsToldPerMinute);
  const withoutSecrets = createSeldom(world.clock, refusalsToldPerMinute);
  let bytesUnderWay = 0;
  return async (event: LambdaFunctionURLEvent): Promise<LambdaFunctionURLResult> => {
    const request = readRequest(event);
    if (request.method !== "POST") return reply(405, {});
    const source = world.source(sourceIn(request.path));
    if (!source) return reply(404, {});
    if (!/^(identity)?$/i.test(request.headers["content-encoding"] ?? "")) return reply(415, {});
    if (request.bodyBytes > largestBodyBytes) return reply(413, {});
    const body = request.body();
    const sender = await senderOf({ headers: request.headers, body }, source, world);
    if ("unknown" in sender) {
      const fields = { source: source.id, ...sender.unknown };
      withoutSecrets((unsaid) => world.log.error("secrets", { ...fields, ...(unsaid > 0 && { unsaid }) }));
      return reply(503, {});
    }
    if ("refused" in sender) {
      const fields = { source: source.id, reason: sender.refused };
      seldom((unsaid) => world.log.error("refused", { ...fields, ...(unsaid > 0 && { unsaid }) }));
      return reply(401, {});
    }
    const bytes = body.length + bytesBeside;
    if (bytesUnderWay + bytes > mostBytesUnderWay) {
      world.log.error("deferred", { source: source.id, reason: "too many deliveries wait for the tables" });
      return reply(202, deferred);
    }
    bytesUnderWay += bytes;
    const hearing = heard({ request, body, source, secret: sender.secret }, world);
    const over = () => {
      bytesUnderWay -= bytes;
    };
    hearing.then(over, over);
    const answer = await within(world.patienceSeconds, hearing);
    if (!answer) world.log.error("deferred", { source: source.id, reason: "the tables did not answer in time" });
    return reply(202, answer ?? deferred);
  };
}

/** The source's id in the path; empty, which no source is called, for any other path. */
function sourceIn(path: string): string {
  return /^\/gitlab\/([a-z0-9-]+)\/?$/.exec(path)?.[1] ?? "";
}

/** Who sent it, as far as its secret tells; without the secrets nobody can say. */
async function senderOf(
  sent: Pick<Parameters<typeof believedBy>[1], "headers" | "body">,
  source: DoorSource,
  { patienceSeconds, clock }: DoorWorld,
) {
  try {
    const sender = await within(patienceSeconds, believedBy(source, { ...sent, now: clock() }));
    return sender ?? { unknown: { reason: "they did not come in time" } };
  } catch (error) {
    return { unknown: errorFields(error) };
  }
}

/** A delivery that was believed, and the secret that it was believed for. */
interface Believed {
  readonly request: Request;
  readonly body: Uint8Array;
  readonly source: DoorSource;
  readonly secret: string;
}

async function heard({ request, body, source, secret }: Believed, world: DoorWorld) {
  const eventHeader = request.headers["x-gitlab-event"];
  const delivery: Delivery = {
    id: deliveryId(request.headers, body),
    source: source.id,
    receivedAt: world.clock(),
    ...(eventHeader !== undefined && { eventHeader }),
  };
  const mayBeAbout = (project: Project | undefined) => source.speaksFor(secret, project);
  try {
    const head = readHead(body, delivery, mayBeAbout);
    const told = head && !(await needsJobs(head, world)) ? head : read(body, delivery, mayBeAbout);
    const warning = "kind" in told ? warningOf(told) : undefined;
    if (warning) world.log.error("warning", { source: source.id, delivery: delivery.id, warning });
    if (!("ignored" in told)) return await receive(told, world);
    const project = told.project && { project: told.project };
    await receiveIgnored({ id: delivery.id, source: source.id, reason: told.ignored, ...project }, world);
    return { ignored: told.ignored };
  } catch (error) {
    world.log.error("deferred", { source: source.id, delivery: delivery.id, ...errorFields(error) });
    return deferred;
  }
}

/** A pipeline hook without its builds; `undefined`: it is none, or must be read as a whole. */
function readHead(
  body: Uint8Array,
  delivery: Delivery,
  mayBeAbout: (project: Project) => boolean,
): PipelineEvent | undefined {
  const value = withoutBuilds(body);
  const heard = value && toEvent({ value, delivery });
  if (!heard || "ignored" in heard || heard.kind !== "pipeline" || !mayBeAbout(heard.project)) return undefined;
  return heard;
}

function read(
  body: Uint8Array,
  delivery: Delivery,
  mayBeAbout: (project: Project | undefined) => boolean,
): Event | Ignored {
  const json = readJson(body);
  if ("problem" in json) return { ignored: json.problem };
  const heard = toEvent({ value: json.value, delivery });
  const project = "ignored" in heard ? heard.project : projectIn(heard);
  if (mayBeAbout(project)) return heard;
  return "ignored" in heard ? { ignored: heard.ignored } : foreign(project);
}

function foreign(project: Project | undefined): Ignored {
  if (!project) return { ignored: "only a secret that speaks for all projects may tell of a group" };
  const name = project.path ?? `${project.id}, whose path the hook does not tell`;
  return { ignored: `project ${name} is not one that this secret speaks for`, project };
}

const door = once(() => make(realDoor()));

export const handler = (event: LambdaFunctionURLEvent, context: Context) => invoked(context, () => door()(event));
