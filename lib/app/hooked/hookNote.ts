import * as z from "zod";
import type { HookStanding } from "../../core/hooked.ts";

/** A delivery that failed and is to be sent again. */
const Lost = z.strictObject({
  /** The attempt that GitLab is asked to repeat. */
  id: z.int(),
  /** The same for all attempts at one event. */
  key: z.string(),
  at: z.int().exactOptional(),
});
export type Lost = z.infer<typeof Lost>;

const HookNote = z.strictObject({
  project: z.int().exactOptional(),
  group: z.string().exactOptional(),
  path: z.string().exactOptional(),
  /** 0: the owner has none that leads here. */
  hook: z.int(),
  state: z.enum(["working", "paused", "disabled", "unknown", "missing"]),
  words: z.string(),
  since: z.int(),
  seenAt: z.int(),
  resent: z.int(),
  /** The newest first. */
  waiting: z.array(Lost),
  /** What was asked for lately, by the events' keys, the last one last; none is asked for again. */
  asked: z.array(z.string()).exactOptional(),
  /** When the last ones were asked for: GitLab counts them. */
  lately: z.array(z.int()).exactOptional(),
  /** When its deliveries were looked at; missing: they are to be. */
  lookedAt: z.int().exactOptional(),
  /** The newest attempt that was looked at. */
  upTo: z.int().exactOptional(),
  /** What became of its lost deliveries, for people. */
  fate: z.string().exactOptional(),
});

/** What is kept of a hook between two runs. */
export type HookNote = z.infer<typeof HookNote>;

/** The key of what belongs to no single hook, beside the hooks' own, which all have a slash. */
export const placeName = "place";

const Outcome = z.enum(["leads", "none", "hidden"]);

/** Where the round stands; empty at its beginning. */
const HookPlace = z.strictObject({
  /** The page of projects that it is at; missing: the first. */
  page: z.string().exactOptional(),
  /** The last project of which all was seen; they come by rising id. */
  after: z.int().exactOptional(),
  begunAt: z.int().exactOptional(),
  /** What was seen of groups in this round, by path: a hook that leads here, none, or nothing at all. */
  groups: z.record(z.string(), Outcome).exactOptional(),
  /** Since when no token may see hooks. */
  blindSince: z.int().exactOptional(),
});
export type HookPlace = z.infer<typeof HookPlace>;
export type GroupOutcome = z.infer<typeof Outcome>;

/** A note as it was kept; `undefined` where there is none or another version wrote it. */
export function readHookNote(text: string | undefined): HookNote | undefined {
  return read(HookNote, text);
}

/** The place as it was kept; the beginning where there is none or another version wrote it. */
export function readHookPlace(text: string | undefined): HookPlace {
  return read(HookPlace, text) ?? {};
}

function read<T>(schema: z.ZodType<T>, text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** What people are shown of a note. */
export function standingOf({ words, fate, waiting, ...note }: HookNote): HookStanding {
  const { project, group, path, hook, state, since, seenAt, resent } = note;
  return {
    ...(project !== undefined && { project }),
    ...(group !== undefined && { group }),
    ...(path !== undefined && { path }),
    ...{ hook, state, since, seenAt, resent },
    words: fate === undefined ? words : `${words}; ${fate}`,
    waiting: waiting.length,
  };
}
