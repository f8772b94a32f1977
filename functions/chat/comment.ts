import type { LambdaFunctionURLResult } from "aws-lambda";
import { commentHash } from "../../lib/app/talk/comment.ts";
import { hear } from "../../lib/app/talk/hear.ts";
import { readCommand } from "../../lib/chat/grammar.ts";
import { helpMessage } from "../../lib/chat/help.ts";
import { type CommandLine, commandLines } from "../../lib/chat/noteLines.ts";
import type { NoteEvent } from "../../lib/core/event.ts";
import { joinKey } from "../../lib/core/key.ts";
import { sentence } from "../../lib/core/message.ts";
import type { Ask, CommentPlace } from "../../lib/core/talk.ts";
import { within } from "../../lib/edge/deadline.ts";
import { errorFields } from "../../lib/edge/log.ts";
import { type Request, reply } from "../../lib/edge/request.ts";
import type { Comments } from "../../lib/gitlab/comments.ts";
import { deliveryId } from "../../lib/gitlab/hook/delivery.ts";
import { toEvent } from "../../lib/gitlab/hook.ts";
import { readJson } from "../../lib/gitlab/json.ts";
import { believedBy } from "../world/believed.ts";
import type { DoorSource } from "../world/sources.ts";
import type { ChatWorld } from "./chatWorld.ts";

/** What comments of one source need. */
export interface CommentParts {
  readonly source: DoorSource;
  comments(): Promise<Comments>;
}

type Heard = { readonly heard: number } | { readonly ignored: string };

/** GitLab hangs up after 10 s: so long the secrets, and then the tables, are waited for. */
const patienceSeconds = 3.5;
const mostCommands = 5;
/** An older one may be sent again by anybody who once saw it. */
const freshMillis = 15 * 60_000;

/**
 * `POST /chat/gitlab/{source}`: a note hook. An authentic delivery is always answered 202, with what became of it. What it
 * says is only a hint: before anything is answered the comment itself is looked at.
 */
export async function heardComment(
  request: Request,
  { source }: CommentParts,
  world: ChatWorld,
): Promise<LambdaFunctionURLResult> {
  if (!/^(identity)?$/i.test(request.headers["content-encoding"] ?? "")) return reply(415, {});
  const { headers } = request;
  const body = request.body();
  const sender = await within(patienceSeconds, believedBy(source, { headers, body, now: world.clock() }));
  if (!sender) return reply(503, {});
  if ("refused" in sender) {
    world.log.error("refused", { provider: "gitlab", source: source.id, reason: sender.refused });
    return reply(401, {});
  }
  const read = readNote({ request, body, source, secret: sender.secret }, world);
  const heard = "ignored" in read ? read : await within(patienceSeconds, taken(read, world));
  if (!heard) world.log.error("deferred", { source: source.id, reason: "the tables did not answer in time" });
  return reply(202, heard ?? { ignored: "the tables do not answer: write it again" });
}

/** A delivery that was believed, and the secret that it was believed for. */
interface Believed {
  readonly request: Request;
  readonly body: Uint8Array;
  readonly source: DoorSource;
  readonly secret: string;
}

/** A comment with commands. */
interface Commanding {
  readonly source: string;
  readonly place: CommentPlace;
  readonly author: { readonly id: number; readonly name?: string };
  readonly lines: readonly CommandLine[];
  readonly textHash: string;
}

function readNote({ request, body, source, secret }: Believed, world: ChatWorld): Commanding | { ignored: string } {
  const json = readJson(body);
  if ("problem" in json) return { ignored: json.problem };
  const id = deliveryId(request.headers, body);
  const event = toEvent({ value: json.value, delivery: { id, source: source.id, receivedAt: world.clock() } });
  if ("ignored" in event) return { ignored: event.ignored };
  if (event.kind !== "note") return { ignored: "only comments are heard here" };
  if (!source.speaksFor(secret, event.project))
    return { ignored: "the project is not one that this secret speaks for" };
  return commanding(event, source.id);
}

function commanding({ note, project, receivedAt }: NoteEvent, source: string): Commanding | { ignored: string } {
  const { id, action, on, text, authorId, userId, userName, isSystem, isConfidential, createdAt, discussionId } = note;
  const lines = commandLines(text);
  if (lines.length === 0) return { ignored: "the comment has no command" };
  if (action !== "create") return { ignored: "only new comments are heard" };
  if (isSystem) return { ignored: "GitLab itself wrote it" };
  if ((on.type !== "mergeRequest" && on.type !== "issue") || on.iid === undefined)
    return { ignored: "commands are heard in merge requests and issues only" };
  if (createdAt !== undefined && Math.abs(receivedAt - createdAt) > freshMillis)
    return { ignored: "the comment is older than 15 minutes" };
  if (authorId === undefined || authorId !== userId) return { ignored: "who wrote it is not told" };
  const discussion = discussionId !== undefined && { discussion: discussionId };
  const { type, iid } = on;
  return {
    source,
    place: {
      provider: "gitlab",
      team: source,
      project: project.id,
      on: type,
      iid,
      note: id,
      ...discussion,
      isConfidential,
    },
    author: { id: authorId, ...(typeof userName === "string" && { name: userName }) },
    lines: lines.slice(0, mostCommands),
    textHash: commentHash(text),
  };
}

async function taken(commanding: Commanding, world: ChatWorld): Promise<Heard> {
  let heard = 0;
  try {
    for (const line of commanding.lines) {
      const became = await hear(askOf(line, commanding, world), world);
      if ("taken" in became) heard++;
      else if ("refused" in became) return { ignored: `${became.how}, after ${heard}` };
    }
  } catch (error) {
    const { project, note } = commanding.place;
    world.log.error("deferred", { source: commanding.source, project, note, ...errorFields(error) });
    return { ignored: "the tables do not answer: write it again" };
  }
  return heard === 0 ? { ignored: "it was heard before" } : { heard };
}

/** Each line is one ask, whatever hook tells of it and however often. What can be answered at once is, once the author is sure. */
function askOf({ line, text }: CommandLine, { source, place, author, textHash }: Commanding, world: ChatWorld): Ask {
  const read = readCommand(text);
  const told = "wrong" in read ? read.wrong : answerAtOnce(read.said, world);
  return {
    id: joinKey(place.project, place.note, line),
    source,
    speaker: { provider: "gitlab", team: source, user: String(author.id), ...(author.name && { name: author.name }) },
    place,
    said: "wrong" in read ? { word: "help", values: {} } : read.said,
    at: world.clock(),
    ...(told && { told }),
    textHash,
  };
}

function answerAtOnce({ word, about }: { word: string; about?: Parameters<typeof helpMessage>[1] }, world: ChatWorld) {
  if (word === "help") return helpMessage(world.actions, about);
  if (word !== "link" && word !== "unlink") return undefined;
  return sentence("ok", "Nobody needs to link here: a comment is by the user who wrote it.");
}
