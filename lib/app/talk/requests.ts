import { joinKey } from "../../core/key.ts";
import type { Instant } from "../../core/time.ts";
import { ruleId } from "../../core/transitions.ts";
import { type Pending, pendingGates } from "../gates/pending.ts";
import type { TalkDesk } from "./desk.ts";
import { postWrite } from "./posts.ts";
import { refreshed } from "./requestChange.ts";
import { requestKey, requestsOf, type StoredRequest } from "./requestItem.ts";
import { listMessage } from "./requestMessage.ts";
import { endedRequest } from "./requestOver.ts";
import { type Channel, isWritten, newShown, type Showing, shown } from "./requestShow.ts";
import { type OpenRoute, routesOf } from "./routes.ts";

/** So many gates a channel is shown one by one in a minute, and so many more in a list. */
const mostInMinute = 20;
const mostInList = 90;
const minuteMillis = 60_000;

/**
 * Shows the gates that wait for people in the channels whose routes tell gates, each once, with buttons; and brings what is
 * shown up to date: who has said yes, what has changed, that it still waits, and how it ended, which takes the buttons away.
 *
 * @returns how much was shown or changed
 * @throws StoreError when the gates cannot be read
 */
export async function requestAtGates(id: string, desk: TalkDesk, until: Instant): Promise<number> {
  const routes = routesOf(id, ["gates"], desk.settings);
  const source = desk.source(id);
  if (!source || routes.length === 0) return 0;
  const now = desk.clock();
  const showing: Showing = { source, desk, now };
  const known = await requestsOf(id, desk.store);
  const pending = await pendingGates({ source: id }, desk, now);
  const rooms = roomsOf([...known.values()], now);
  const isTime = () => desk.clock() < until;
  let done = await updated(known, pending, { showing, rooms, isTime });
  for (const [channel, fresh] of newOf(pending, { routes, known, id }))
    if (isTime()) done += await firstShown(fresh, channel, { showing, rooms, isTime });
  return done;
}

/** What each channel has been shown in the last minute. */
interface Rooms {
  readonly said: Map<string, number>;
  readonly listed: ReadonlySet<string>;
}

interface Round {
  readonly showing: Showing;
  readonly rooms: Rooms;
  readonly isTime: () => boolean;
}

function roomsOf(known: readonly StoredRequest[], now: Instant): Rooms {
  const recent = known.map(({ shown }) => shown).filter(({ at }) => at > now - minuteMillis);
  const said = new Map<string, number>();
  for (const { channel, isListed } of recent) if (!isListed) said.set(channel, (said.get(channel) ?? 0) + 1);
  return { said, listed: new Set(recent.filter(({ isListed }) => isListed).map(({ channel }) => channel)) };
}

function roomIn({ said }: Rooms, channel: string): number {
  return Math.max(0, mostInMinute - (said.get(channel) ?? 0));
}

async function updated(
  known: ReadonlyMap<string, StoredRequest>,
  pending: readonly Pending[],
  { showing, rooms, isTime }: Round,
): Promise<number> {
  const { channels } = showing.desk.settings;
  const byGate = new Map(pending.map((one) => [joinKey(one.gate.project, one.gate.job), one]));
  let done = 0;
  for (const stored of known.values()) {
    if (!isTime()) break;
    const { project, job, channel: name } = stored.shown;
    const found = byGate.get(joinKey(project, job));
    const place = channels[name];
    const how = await tried(stored, showing, async () =>
      found && place
        ? await refreshed(stored, found, { channel: { name, place }, mayShow: roomIn(rooms, name) > 0, showing })
        : (await endedRequest(stored, place, showing)) && "changed",
    );
    if (how) done++;
    if (how === "shown") rooms.said.set(name, (rooms.said.get(name) ?? 0) + 1);
  }
  return done;
}

/** What cannot be read of one gate keeps no other gate from being shown. */
async function tried<T>(
  { shown: { project, job } }: StoredRequest,
  { source, desk }: Showing,
  bringUpToDate: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await bringUpToDate();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    desk.log.error("request", { source: source.id, project, job, reason });
    return undefined;
  }
}

/** What no channel has seen yet, by channel. */
function newOf(
  pending: readonly Pending[],
  {
    routes,
    known,
    id,
  }: { readonly routes: readonly OpenRoute[]; readonly known: ReadonlyMap<string, unknown>; readonly id: string },
): ReadonlyMap<Channel, readonly Pending[]> {
  const found = new Map<Channel, readonly Pending[]>();
  for (const [name, same] of Map.groupBy(routes, ({ route }) => route.to)) {
    const [first] = same;
    const fresh = pending.filter(({ gate, changed }) => {
      const about = {
        rules: gate.rules.map((rule) => ruleId({ rule })),
        project: { id: gate.project, ...(gate.path !== undefined && { path: gate.path }) },
      };
      return (
        changed === undefined && !known.has(requestKey(id, gate, name).key) && same.some(({ fits }) => fits(about))
      );
    });
    if (first && fresh.length > 0) found.set({ name, place: first.place }, fresh);
  }
  return found;
}

async function firstShown(
  fresh: readonly Pending[],
  channel: Channel,
  { showing, rooms, isTime }: Round,
): Promise<number> {
  const room = roomIn(rooms, channel.name);
  let done = 0;
  for (const pending of fresh.slice(0, room)) {
    if (!isTime()) return done;
    if (await shown(pending, channel, { showing })) done++;
  }
  const rest = fresh.slice(room, room + mostInList);
  if (rest.length > 0 && !rooms.listed.has(channel.name) && (await isListed(rest, channel, showing))) done++;
  return done;
}

/** Many at once are one message with their links: each gets its own once there is something to say about it. */
async function isListed(pending: readonly Pending[], { name, place }: Channel, showing: Showing): Promise<boolean> {
  const { source, desk, now } = showing;
  const items = pending.map((one) => ({ one, item: { ...newShown(one, name, showing), isListed: true as const } }));
  return await isWritten(
    [
      ...items.map(({ one, item }) => ({
        note: requestKey(source.id, one.gate, name),
        value: JSON.stringify(item),
        seen: undefined,
      })),
      postWrite(source.id, joinKey("requests", name, desk.random()), {
        to: place,
        message: listMessage(pending, source),
        at: now,
        tries: 0,
      }),
    ],
    showing,
  );
}
