import type { Project } from "../../core/event.ts";
import type { HookOwner, SeenHook } from "../../core/hooks.ts";
import { splitKey } from "../../core/key.ts";
import type { GroupOutcome, HookNote } from "./hookNote.ts";
import { type HookRun, mayAsk } from "./hookRun.ts";
import { hookTurn, keyOf, type NotedOwner } from "./hookTurn.ts";
import { noteHook } from "./tell.ts";

/** GitLab allows 100 hooks to a project, 50 to a group; a page has 100. */
const mostPages = 3;
const mostGroups = 200;
/** After so many requests for the hooks of one owner its turn is over: its other hooks have theirs the next time. */
const mostForOwner = 20;

/**
 * A project's turn: each of its hooks that leads here; where there is none, those of the groups above it; and where there is
 * none at all, that. @returns whether it is over
 */
export async function visitProject(project: Required<Project>, run: HookRun): Promise<boolean> {
  const owner = { project: project.id, path: project.path };
  const own = await ownTurns(owner, run);
  if (own === "paused") return false;
  if (own !== "leads") {
    const above = own === "none" || "hidden" in own ? await groupsAbove(project.path, run) : own;
    if (above === "paused") return false;
    if (above !== "leads") {
      await noteNone(owner, standingOf(own, above), run);
      return isOver(owner, run);
    }
  }
  await run.book.drop(keyOf(run.source.id, owner, 0));
  return isOver(owner, run);
}

/** A group's turn: each of its hooks that leads here. @returns whether it is over */
export async function visitGroup(path: string, run: HookRun): Promise<boolean> {
  return (await groupOutcome(path, run)) !== "paused";
}

function isOver(owner: NotedOwner, { did, visited }: HookRun): true {
  visited.add("project" in owner ? owner.project : owner.group);
  did.owners++;
  return true;
}

type Outcome = "leads" | "none" | { readonly hidden: string } | "paused";

async function ownTurns(owner: NotedOwner, run: HookRun): Promise<Outcome> {
  const listed = await listHooks("project" in owner ? owner.project : { group: owner.group }, run);
  if (listed === "paused" || "hidden" in listed) return listed;
  const leading = listed.filter((hook) => leads(hook, run.source.id) === "yes");
  const begun = run.did.requests;
  for (const hook of inTurn(owner, leading, run)) {
    if (run.did.requests - begun >= mostForOwner) break;
    if (!(await hookTurn(owner, hook, run))) return "paused";
  }
  await forgetOthers(owner, leading, run);
  if (leading.length > 0) return "leads";
  const isMasked = listed.some((hook) => leads(hook, run.source.id) === "unknown");
  return isMasked
    ? { hidden: "GitLab masks where its hooks lead, so that nobody can tell whether one leads here" }
    : "none";
}

/** The one that was noted longest ago first. */
function inTurn(owner: NotedOwner, hooks: readonly SeenHook[], { book, source }: HookRun): SeenHook[] {
  const seenAt = new Map(hooks.map(({ id }) => [id, book.get(keyOf(source.id, owner, id))?.seenAt ?? 0]));
  return hooks.toSorted((one, other) => (seenAt.get(one.id) ?? 0) - (seenAt.get(other.id) ?? 0));
}

async function listHooks(owner: HookOwner, run: HookRun): Promise<SeenHook[] | { hidden: string } | "paused"> {
  const all: SeenHook[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < mostPages; pages++) {
    if (!(await mayAsk(run))) return "paused";
    const page = await run.hooks.hooksPage(owner, cursor);
    if ("hidden" in page) return page;
    all.push(...page.items);
    if (page.next === undefined) break;
    cursor = page.next;
  }
  return all;
}

/**
 * Whether a hook leads to the door: another deployment that serves a source of the same name cannot be told from this one.
 * The one that brings comments leads to chat.
 */
function leads({ address }: SeenHook, source: string): "yes" | "no" | "unknown" {
  if (address === undefined || /%7B|[{}]/i.test(address)) return "unknown";
  const path = address.replace(/\/$/, "");
  return path.endsWith(`/gitlab/${source}`) && !path.endsWith(`/chat/gitlab/${source}`) ? "yes" : "no";
}

/** Hooks that are not there any more, or lead elsewhere now. */
async function forgetOthers(owner: NotedOwner, leading: readonly SeenHook[], { book, source }: HookRun): Promise<void> {
  const kept = new Set([0, ...leading.map(({ id }) => id)].map((hook) => keyOf(source.id, owner, hook)));
  const [mine] = splitKey(keyOf(source.id, owner, 0));
  for (const key of book.keys()) if (splitKey(key)[0] === mine && !kept.has(key)) await book.drop(key);
}

/** The nearest group first. `hidden`: at least one of them does not show its hooks, and no other has one that leads here. */
async function groupsAbove(path: string, run: HookRun): Promise<GroupOutcome | "paused"> {
  const parts = path.split("/").slice(0, -1);
  let outcome: GroupOutcome = "none";
  for (let depth = parts.length; depth > 0; depth--) {
    const group = parts.slice(0, depth).join("/");
    const one = run.place.groups?.[group] ?? (await groupOutcome(group, run));
    if (one === "leads" || one === "paused") return one;
    if (one === "hidden") outcome = "hidden";
  }
  return outcome;
}

async function groupOutcome(path: string, run: HookRun): Promise<GroupOutcome | "paused"> {
  const outcome = await ownTurns({ group: path }, run);
  if (outcome === "paused") return outcome;
  const short = typeof outcome === "object" ? "hidden" : outcome;
  const known = Object.entries(run.place.groups ?? {}).slice(1 - mostGroups);
  run.place = { ...run.place, groups: { ...Object.fromEntries(known), [path]: short } };
  isOver({ group: path }, run);
  return short;
}

function standingOf(own: Exclude<Outcome, "leads" | "paused">, above: GroupOutcome): Pick<HookNote, "state" | "words"> {
  if (typeof own === "object") return { state: "unknown", words: own.hidden };
  if (above === "hidden") {
    const words = "no hook of its own leads here, and whether one of its groups has one the token may not see";
    return { state: "unknown", words };
  }
  const words = "no hook leads here: what happens in it is found by the patrol alone, minutes later; add a hook to it";
  return { state: "missing", words };
}

async function noteNone(
  owner: Required<Pick<HookNote, "project" | "path">>,
  how: Pick<HookNote, "state" | "words">,
  run: HookRun,
): Promise<void> {
  const key = keyOf(run.source.id, owner, 0);
  const before = run.book.get(key);
  const now = run.world.clock();
  const since = before?.state === how.state ? before.since : now;
  await noteHook(key, { ...owner, hook: 0, ...how, since, seenAt: now, resent: 0, waiting: [] }, run);
}
