import * as z from "zod";
import type { ApiWorld } from "../world/api.ts";
import { Limit, Reason, readBody, readQuery, seenVersion } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

const Version = z
  .string()
  .regex(/^[1-9]\d{0,7}$/, { error: "expected a version's number" })
  .transform(Number);

/** `GET /api/{source}/rulebook/{version}` -> as `GET …/rulebook`, of that version. */
export async function showVersion(version: string, source: string, world: ApiWorld): Promise<Response> {
  const { data } = Version.safeParse(version);
  const { shownVersion } = await import("../../lib/app/shownRules.ts");
  const shown = data === undefined ? undefined : await shownVersion(world, source, data);
  return shown ? answer({ ...shown }) : refuse("noRules");
}

export const VersionQuery = z.strictObject({ limit: Limit.default(20), before: Version.exactOptional() });

/**
 * `GET /api/{source}/rulebook/versions?limit=&before=` -> `{ versions: [{ version, hash, rules, at, who, reason, cause, of,
 * by }], next? }`, newest first; of versions that an older program wrote nothing but the number is known. `next` is the
 * next page's `before`.
 */
export async function listVersions(request: Request, source: string, { store }: ApiWorld): Promise<Response> {
  const query = readQuery(request, VersionQuery);
  if ("refused" in query) return query.refused;
  const { limit, before } = query.data;
  const { items, next } = await store.rulebookVersions(source, limit, before);
  return answer({ versions: items, ...(next !== undefined && { next: Number(next) }) });
}

export const Rollback = z.strictObject({
  version: z.int({ error: "expected a version's number" }).min(1).max(99_999_999),
  reason: Reason,
});

/**
 * `POST /api/{source}/rulebook/rollback` with `{ version, reason }` and `If-Match: "VERSION"`, the version that is active ->
 * `{ version, rules, of, unchanged?, setAside?, faults? }`: the rules of `of` are active again, as a new version.
 */
export async function rollBackRulebook(
  request: Request,
  { source, who, world }: { source: string; who: string; world: ApiWorld },
): Promise<Response> {
  const seen = seenVersion(request);
  if ("refused" in seen) return seen.refused;
  const body = await readBody(request, Rollback);
  if ("refused" in body) return body.refused;
  const { rollBack } = await import("../../lib/app/rollback.ts");
  const { clock, random, log } = world;
  const { version, reason } = body.data;
  const wish = { source, version, seen: seen.version };
  const done = await rollBack(wish, { who, reason, clock, random }, world);
  if (done === "overtaken") return refuse("overtaken");
  if ("refused" in done) return refuse(done.refused, { message: done.why });
  log.info("rules rolled back", { source, who, version: done.version, of: done.of });
  return answer({ ...done }, { headers: { etag: `"${done.version}"` } });
}
