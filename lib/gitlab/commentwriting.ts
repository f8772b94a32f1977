import { GitLabError } from "../core/errors.ts";
import type { CommentPlace, Sent } from "../core/talk.ts";
import { isInternal, NoteAnswer } from "./answers/note.ts";
import { isIssueConfidential, noteAt, placePath } from "./commentlooks.ts";
import { replyToFailure } from "./effects.ts";
import { answerValue } from "./http/answerbody.ts";
import type { Http } from "./http/http.ts";
import { known } from "./known.ts";
import { encodedName } from "./place.ts";

/**
 * Where an answer goes, and who may read it.
 * - In a thread it is a reply: GitLab makes it internal where the thread is, or refuses it.
 * - Beside a comment that is in no thread it is a comment of its own: a reply would make a thread of the two, and one
 *   that nobody resolves may bar a merge.
 * Source: gitlabhq app/services/notes/build_service.rb, app/models/individual_note_discussion.rb and
 * docs.gitlab.com/user/discussions, "Prevent merge unless all threads are resolved" (read 2026-11).
 */
interface Way {
  readonly path: string;
  readonly isInternal: boolean;
  /** An answer that turns out not to be internal is more public than what it answers. */
  readonly mustBeInternal: boolean;
}

type Refused = Extract<Sent, { kind: "refused" }>;

export function createWriting(http: Http): (place: CommentPlace, text: string) => Promise<Sent> {
  return async (place, text) => {
    let way: Way | Refused;
    try {
      way = await wayTo(http, place);
    } catch (error) {
      return unsent(error);
    }
    return "kind" in way ? way : await post(http, way, { place, text });
  };
}

/**
 * GitLab makes a comment public without a word where its writer may not mark it as internal. Who may read an internal one may
 * mark others so, by the same rule: whoever has just read the one that asked may answer it.
 * Source: gitlabhq app/policies/note_policy.rb, app/services/notes/build_service.rb (read 2026-11).
 */
async function wayTo(http: Http, place: CommentPlace): Promise<Way | Refused> {
  const asked = await noteAt(http, place);
  const mustBeInternal = asked !== undefined && isInternal(asked);
  if (place.isConfidential && !mustBeInternal && !(await isIssueConfidential(http, place)))
    return { kind: "refused", why: asked ? madePublic : gone };
  const isInThread = asked?.type !== undefined && place.discussion !== undefined;
  const below = isInThread ? `discussions/${encodedName("discussion", place.discussion ?? "")}/notes` : "notes";
  return { path: `${placePath(place)}/${below}`, isInternal: mustBeInternal || place.isConfidential, mustBeInternal };
}

const madePublic = "the comment was confidential and is not any more: an answer would be public";
const gone = "the confidential comment is gone: who may read an answer is not to be learnt";

async function post(
  http: Http,
  { path, isInternal: internal, mustBeInternal }: Way,
  { place, text }: { readonly place: CommentPlace; readonly text: string },
): Promise<Sent> {
  // `confidential` is the name until GitLab 15.5
  const json = { body: text, ...(internal && { internal, confidential: internal }) };
  try {
    const answer = await http.send({ method: "POST", path, json });
    const body = answerValue(answer);
    const note = "value" in body ? NoteAnswer.safeParse(body.value).data : undefined;
    if (answer.status === 202) return { kind: "refused", why: `POST ${path}: GitLab took the text for quick actions` };
    if (!note) return { kind: "unknown", why: `POST ${path}: ${answer.status}, but the answer holds no comment` };
    if (mustBeInternal && !isInternal(note)) return await takeBack(http, place, note.id);
    return { kind: "sent", ref: String(note.id) };
  } catch (error) {
    return unsentPost(path, error);
  }
}

/** It should not be possible; if it is, fewer people see it. */
async function takeBack(http: Http, place: CommentPlace, id: number): Promise<Sent> {
  const path = `${placePath(place)}/notes/${id}`;
  const why = "GitLab made the answer to an internal comment public: let the token's user be Reporter of the project";
  try {
    await http.send({ method: "DELETE", path });
    return { kind: "refused", why: `${why}; it was deleted` };
  } catch {
    return { kind: "unknown", why: `${why}; it could not be deleted: delete comment ${id} of ${placePath(place)}` };
  }
}

/** What GitLab says may quote what was written, so only its status and our advice are told. */
function unsentPost(path: string, error: unknown): Sent {
  const where = `POST ${path}`;
  const reply = replyToFailure(where, error);
  const advice = error instanceof GitLabError ? `: ${adviceFor(error)}` : "";
  if (reply.kind !== "rejected") return { kind: reply.kind, why: `${where}: no usable answer${advice}` };
  const { status, retryAfterSeconds } = reply;
  return { kind: "refused", why: `${where}: ${status}${advice}`, ...(status === 429 && known({ retryAfterSeconds })) };
}

function adviceFor({ status, advice }: GitLabError): string {
  if (status === 403 || status === 404)
    return "the token's user may not comment there: let it be Reporter of the project, and see whether the thread is locked";
  return advice;
}

/** Nothing was written: GitLab could not be asked who may read it. */
function unsent(error: unknown): Sent {
  if (!(error instanceof GitLabError)) throw error;
  const why = `${error.message}: ${error.advice}`;
  if (error.code !== "throttled") return { kind: "notSent", why };
  return { kind: "refused", why, ...known({ retryAfterSeconds: error.retryAfterSeconds }) };
}
