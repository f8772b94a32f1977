import type { Context, LambdaFunctionURLEvent, LambdaFunctionURLResult } from "aws-lambda";
import { errorFields, invoked } from "../lib/edge/log.ts";
import { once } from "../lib/edge/once.ts";
import { readRequest, reply } from "../lib/edge/request.ts";
import type { ChatWorld } from "./chat/chatWorld.ts";
import { knocked } from "./chat/knocked.ts";
import { realChat } from "./world/chat.ts";

/** Slack's, Mattermost's and GitLab's requests are small; a comment may have a million characters. */
const largestBodyBytes = 5 * 1024 * 1024;
/** So much of a function's time is left for what was begun. */
const spareMillis = 20_000;

/** Anything but a request: the clock, or the stream of a table, which only says that there is something to look at. */
type Wake = { readonly requestContext?: never };

/**
 * People talk to Penstock: `POST /chat/{provider}` takes what they say and answers at once that it was taken;
 * `GET /chat/link` links them to GitLab. Every minute, and whenever the tables say that something was asked or has ended, it
 * answers, tells how it ended, and tells the news.
 */
export function make(world: ChatWorld) {
  return async (
    event: LambdaFunctionURLEvent | Wake,
    context: Context,
  ): Promise<LambdaFunctionURLResult | undefined> => {
    if (event.requestContext) return await answered(event, world);
    if (world.sources.length === 0) return undefined;
    const [desk, { tendTalk }] = await Promise.all([world.desk(), import("../lib/app/talk/tend.ts")]);
    const until = world.clock() + context.getRemainingTimeInMillis() - spareMillis;
    for (const [at, source] of world.sources.entries()) {
      const now = world.clock();
      // a GitLab that hangs takes only its own share of the time
      await tendTalk(source, desk, now + (until - now) / (world.sources.length - at));
    }
    await desk.noted();
    return undefined;
  };
}

async function answered(event: LambdaFunctionURLEvent, world: ChatWorld): Promise<LambdaFunctionURLResult> {
  const request = readRequest(event);
  const [, room, part = "", ...more] = request.path.split("/");
  if (room !== "chat" || part === "") return reply(404, {});
  try {
    if (part === "link") return await world.link(request, new URLSearchParams(event.rawQueryString));
    if (request.method !== "POST") return reply(405, {});
    if (request.bodyBytes > largestBodyBytes) return reply(413, {});
    if (part === "gitlab") return await world.comment(request, more[0] ?? "");
    if (part === "slack" || part === "mattermost") return await knocked(request, part, world);
    return reply(404, {});
  } catch (error) {
    world.log.error("chat", { part, ...errorFields(error) });
    return reply(503, {});
  }
}

const chat = once(() => make(realChat()));

export const handler = async (event: LambdaFunctionURLEvent | Wake, context: Context) =>
  await invoked(context, () => chat()(event, context));
