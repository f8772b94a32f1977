import { type Entry, instantOfId } from "../../core/journal.ts";
import { joinKey } from "../../core/key.ts";
import type { Write } from "../../core/ports.ts";
import { type Instant, instantText } from "../../core/time.ts";
import type { TalkDesk, TalkSource } from "./desk.ts";
import { type Hearing, hasRoom, hearingsOf, hearingWrites, tellDigests } from "./hearing.ts";
import {
  type Cursor,
  cursorKey,
  cursorText,
  isTold,
  lateMillis,
  newCursor,
  readCursor,
  readUpTo,
  toldToo,
} from "./newsBook.ts";
import { type News, newsOf, noticesOf } from "./newsOf.ts";
import { postWrite } from "./posts.ts";
import { type OpenRoute, routesOf, tells } from "./routes.ts";

const entriesAtOnce = 200;
const mostPages = 10;
/** Of what happened while nobody told it for so long nothing is told: people have found out. */
const mostSilenceMillis = 6 * 3_600_000;
const quietMillis = 10 * 60_000;
/** A page is told in one transaction, which DynamoDB allows 100 writes. */
const mostPosts = 55;
const mostChannels = 40;

/**
 * Tells what happened since the last round where the settings say, one by one or gathered: a page of the journal in one
 * transaction with the note of how far it was read. Without channels nothing is read.
 *
 * @returns how many messages
 * @throws StoreError
 */
export async function tellNews(id: string, desk: TalkDesk, until: Instant): Promise<number> {
  const routes = routesOf(id, ["outcomes", "people"], desk.settings);
  const source = desk.source(id);
  if (!source || Object.keys(desk.settings.channels).length === 0) return 0;
  let told = await tellDigests(id, desk);
  for (let page = 0; page < mostPages && desk.clock() < until; page++) {
    const round = await begun(id, desk);
    if (!round) break;
    const done = await pageTold({ ...round, source, routes }, desk);
    told += done.told;
    if (done.isLast) break;
  }
  return told;
}

interface Begun {
  readonly seen: string;
  readonly cursor: Cursor;
}

/** How far the journal was read; `undefined`: from now on. */
async function begun(source: string, desk: TalkDesk): Promise<Begun | undefined> {
  const now = desk.clock();
  const key = cursorKey(source);
  const seen = await desk.store.note(key);
  const cursor = seen === undefined ? undefined : readCursor(seen);
  const isOld = cursor && !cursor.reading && now - instantOfId(cursor.from) > mostSilenceMillis;
  if (seen !== undefined && cursor && !isOld) return { seen, cursor };
  if (cursor)
    desk.log.error("news", {
      source,
      reason: "nobody told the news for hours",
      notToldSince: instantText(instantOfId(cursor.from)),
    });
  await desk.store.putNote(key, cursorText(newCursor(now)), seen);
  return undefined;
}

interface Page extends Begun {
  readonly source: TalkSource;
  readonly routes: readonly OpenRoute[];
}

/** Tells one page of the journal, the newest of what is left first; somebody else may have told it meanwhile. */
async function pageTold(
  { source, routes, cursor, seen }: Page,
  desk: TalkDesk,
): Promise<{ readonly told: number; readonly isLast: boolean }> {
  const now = desk.clock();
  const startedAt = cursor.reading?.startedAt ?? now;
  const range = { source: source.id, after: cursor.from, ...(cursor.reading && { before: cursor.reading.before }) };
  const { items, next } = await desk.store.journal(range, entriesAtOnce);
  const fresh = items.filter(({ id }) => !isTold(cursor, id)).toReversed();
  const heard = heardOf(fresh, { source, routes }, desk);
  // What is older is never looked at again.
  const ids = heard.filter(({ entry }) => entry.at >= startedAt - lateMillis).map(({ entry }) => entry.id);
  const after = toldToo(cursor, [...new Set(ids)]);
  const left = next === undefined ? readUpTo(after, startedAt) : { ...after, reading: { startedAt, before: next } };
  const isLast = next === undefined;
  const isQuiet = heard.length === 0 && isLast && !cursor.reading;
  const moved = instantOfId(left.from) - instantOfId(cursor.from);
  if (isQuiet && moved < (items.length === 0 ? quietMillis : lateMillis / 2)) return { told: 0, isLast };
  const { writes, posts } = await written(heard, { source, now }, desk);
  const note: Write = { note: cursorKey(source.id), value: cursorText(left), seen };
  const done = await desk.store.commit([note, ...writes]);
  return { told: done === "written" ? posts : 0, isLast: isLast || done !== "written" };
}

/** Some news, and a channel that shall hear it. */
interface Heard {
  readonly entry: Entry;
  readonly news: News;
  readonly channel: string;
  readonly digestSeconds?: number;
}

/** Each channel hears it once, by the first route that tells it, or because a rule says so. */
function heardOf(
  entries: readonly Entry[],
  { source, routes }: Pick<Page, "source" | "routes">,
  { settings }: TalkDesk,
): readonly Heard[] {
  return entries.flatMap((entry) => {
    const heard = new Map<string, Heard>();
    for (const [channel, news] of noticesOf(entry, source))
      if (settings.channels[channel]) heard.set(channel, { entry, news, channel });
    const news = newsOf(entry, source);
    if (!news) return [...heard.values()];
    for (const route of routes) {
      const { to: channel, digestSeconds } = route.route;
      if (heard.has(channel) || !tells(route, news)) continue;
      heard.set(channel, { entry, news, channel, ...(digestSeconds !== undefined && { digestSeconds }) });
    }
    return [...heard.values()];
  });
}

/** What is said at once, and what is gathered: alarms wait for no digest, but nobody hears more than there is room for. */
async function written(
  heard: readonly Heard[],
  { source, now }: { readonly source: TalkSource; readonly now: Instant },
  desk: TalkDesk,
): Promise<{ readonly writes: readonly Write[]; readonly posts: number }> {
  if (heard.length === 0) return { writes: [], posts: 0 };
  const byChannel = [...Map.groupBy(heard, ({ channel }) => channel)];
  if (byChannel.length > mostChannels)
    desk.log.error("news", {
      source: source.id,
      reason: "too many channels at once",
      notTold: byChannel.length - mostChannels,
    });
  const hearings = await hearingsOf(source.id, desk);
  const writes: Write[] = [];
  let posts = 0;
  for (const [channel, all] of byChannel.slice(0, mostChannels)) {
    const place = desk.settings.channels[channel];
    const hearing: Hearing = hearings.get(channel) ?? { said: 0, minute: 0 };
    const atOnce = all.filter(({ news, digestSeconds }) => digestSeconds === undefined || news.severity === "alarm");
    const isRoom = hasRoom(hearing, atOnce.length, now) && posts + atOnce.length <= mostPosts;
    const single = isRoom && place ? atOnce : [];
    const rest = all.filter((one) => !single.includes(one));
    writes.push(...hearingWrites({ source: source.id, channel, hearing, said: single.length, rest }, now));
    for (const { entry, news } of single) {
      const message = messageOf(news);
      if (place)
        writes.push(
          postWrite(source.id, joinKey("news", channel, entry.id), { to: place, message, at: now, tries: 0 }),
        );
    }
    posts += single.length;
  }
  return { writes, posts };
}

function messageOf({ severity, title, lines }: News) {
  return { tone: severity === "alarm" ? ("alarm" as const) : ("news" as const), title, lines };
}
