import { joinKey } from "../../core/key.ts";
import type { Place, Provider } from "../../core/talk.ts";
import type { Instant } from "../../core/time.ts";
import { someAtOnce } from "../someAtOnce.ts";
import type { TalkDesk } from "./desk.ts";
import { postsScope, readPost } from "./post.ts";
import { type Lost, type Posting, postOne, type Waiting } from "./posting.ts";

export { type Post, postsScope, postWrite, readPost } from "./post.ts";

/** Of each chat so many places are served side by side; in each, one message after the other. */
const placesAtOnce = 4;
/** So many of one place in a round: the others wait for nobody. */
const mostOfPlace = 20;
const mostOfRound = 200;

/**
 * Sends what waits in the outbox, each at most once: only what was certainly not shown is sent again. In one place nothing
 * overtakes what was said before it; no place waits for another, but a chat that says it is asked too often is left alone.
 *
 * @param until nothing is begun then; default: no such moment
 * @returns how many were sent
 * @throws StoreError when the outbox cannot be read
 */
export async function sendPosts(
  source: string,
  desk: TalkDesk,
  until: Instant = Number.POSITIVE_INFINITY,
): Promise<number> {
  const scope = postsScope(source);
  const waiting = (await desk.store.notes(scope)).flatMap(({ key, value }): Waiting[] => {
    const post = readPost(value);
    return post ? [{ note: { scope, key }, value, post }] : [];
  });
  if (waiting.length === 0) return 0;
  const round: Round = { source, until, heldUntil: heldProviders(waiting), lost: [], counts: { begun: 0, sent: 0 } };
  const byProvider = Map.groupBy(queuesOf(waiting), ([first]) => first?.post.to.provider);
  const each = (queue: readonly Waiting[]) => sendQueue(queue, round, desk);
  await Promise.all([...byProvider.values()].map((queues) => someAtOnce(queues, placesAtOnce, each)));
  tellLost(source, round.lost, desk);
  return round.counts.sent;
}

interface Round extends Posting {
  readonly until: Instant;
  readonly counts: { begun: number; sent: number };
  readonly lost: (Lost & { readonly place: string })[];
}

/** What waits for each place, in the order in which it was said; who waits longest is served first. */
function queuesOf(waiting: readonly Waiting[]): Waiting[][] {
  const inOrder = waiting.toSorted(
    (one, other) => one.post.at - other.post.at || (one.note.key < other.note.key ? -1 : 1),
  );
  return [...Map.groupBy(inOrder, ({ post }) => placeKey(post.to)).values()];
}

function placeKey(place: Place): string {
  const { provider, team } = place;
  return place.provider === "gitlab"
    ? joinKey(provider, team, place.project, place.on, place.iid)
    : joinKey(provider, team, place.channel);
}

function heldProviders(waiting: readonly Waiting[]): Map<Provider, Instant> {
  const held = new Map<Provider, Instant>();
  for (const { post } of waiting)
    if (post.isHeld) held.set(post.to.provider, Math.max(held.get(post.to.provider) ?? 0, post.notBefore ?? 0));
  return held;
}

async function sendQueue(queue: readonly Waiting[], round: Round, desk: TalkDesk): Promise<void> {
  const { counts, until } = round;
  for (const one of queue.slice(0, mostOfPlace)) {
    if (counts.begun >= mostOfRound || desk.clock() >= until) return;
    counts.begun++;
    const done = await tried(one, round, desk);
    if (done === "sent") counts.sent++;
    else if (done === "stays") return;
    else round.lost.push({ ...done, place: placeKey(one.post.to) });
  }
}

/** Trouble with the tables stops one place, and what was begun there is not begun again. */
async function tried(one: Waiting, round: Round, desk: TalkDesk): ReturnType<typeof postOne> {
  try {
    return await postOne(one, round, desk);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    desk.log.error("post", { source: round.source, id: one.note.key, reason });
    return "stays";
  }
}

/** One line for each place and reason. */
function tellLost(source: string, lost: Round["lost"], desk: TalkDesk): void {
  for (const some of Map.groupBy(lost, ({ place, why }) => JSON.stringify([place, why])).values()) {
    const [{ place, why } = { place: "", why: "" }] = some;
    desk.log.error("post", { source, place, reason: why, lost: some.length, advice: adviceFor(why) });
  }
}

/** Words of Slack's and Mattermost's errors. Source: docs.slack.dev/reference/methods/chat.postMessage, "Errors" (read 2026-11). */
function adviceFor(why: string): string {
  if (/channel_not_found|not_in_channel|is_archived|restricted_action|\b404\b/.test(why))
    return "Invite Penstock to the channel, or mend the channel in its settings.";
  if (/token|auth|account_inactive|missing_scope|\b40[13]\b/.test(why))
    return "Give Penstock a token of the chat that is valid and may post there.";
  if (/too old|whether/.test(why)) return "Look into the journal for what was to be told.";
  return "Look up the reason in the chat's own documentation.";
}
