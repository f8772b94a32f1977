import { type HookStanding, hookScope } from "../../core/hooked.ts";
import type { Store } from "../../core/ports.ts";
import { placeName, readHookNote, readHookPlace, standingOf } from "./hookNote.ts";

const urgency: readonly HookStanding["state"][] = ["disabled", "paused", "missing", "unknown", "working"];

/**
 * The hooks of a source as the patrol saw them last, those that need somebody first. Hook 0 is none: that of a project which
 * has no hook that leads here (`missing`) or does not show (`unknown`), or, without a project, of a source whose hooks no
 * token may see.
 *
 * @throws StoreError
 */
export async function hookStandings(source: string, store: Pick<Store, "notes">): Promise<readonly HookStanding[]> {
  const all = await store.notes(hookScope(source));
  const { blindSince } = readHookPlace(all.find(({ key }) => key === placeName)?.value);
  const standings = all.flatMap(({ key, value }) => {
    const note = key === placeName ? undefined : readHookNote(value);
    return note ? [standingOf(note)] : [];
  });
  standings.sort((one, other) => rank(one) - rank(other) || nameOf(one).localeCompare(nameOf(other)));
  return blindSince === undefined ? standings : [blind(source, blindSince), ...standings];
}

function rank({ state }: HookStanding): number {
  return urgency.indexOf(state);
}

function nameOf({ group = "", path = group, project = 0, hook }: HookStanding): string {
  return `${path} ${project} ${hook}`;
}

function blind(source: string, since: number): HookStanding {
  const cure = "name one as tokens.hooks in penstock.yaml (scope api, Maintainer)";
  const words = `no token may see the hooks of ${source}: ${cure}; what a hook does not tell, the patrol finds`;
  return { hook: 0, state: "unknown", words, since, seenAt: since, resent: 0, waiting: 0 };
}
