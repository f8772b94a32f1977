import * as z from "zod";
import { applyRules } from "../../lib/app/apply.ts";
import { activeRulebook } from "../../lib/app/rulebook.ts";
import type { ApiWorld } from "../world/api.ts";
import { readBody } from "./read.ts";
import { answer, refuse } from "./refusal.ts";

/** `GET /api/{source}/rulebook` -> `{ version, hash, rules }`; version 0 before the first apply. */
export async function showRulebook(source: string, { store }: ApiWorld): Promise<Response> {
  const active = await activeRulebook(store, source);
  return answer({ ...active }, { headers: { etag: `"${active.version}"` } });
}

const Files = z.strictObject({
  files: z
    .array(z.strictObject({ file: z.string().min(1).max(1000), text: z.string() }))
    .min(1, { error: "expected at least one file" }),
});

/**
 * `PUT /api/{source}/rulebook` with `{ files: [{ file, text }] }` and `If-Match: "VERSION"`, the version that was read
 * (`"0"` before the first) -> `{ version, rules }`: the version that is active now, and how many rules it has. Rules with
 * errors change nothing -> 422 with `problems`.
 */
export async function applyRulebook(
  request: Request,
  { source, who, world }: { source: string; who: string; world: ApiWorld },
): Promise<Response> {
  const seen = request.headers.get("if-match");
  if (seen === null) return refuse("noVersion");
  const [, version] = /^"(0|[1-9]\d{0,8})"$/.exec(seen) ?? [];
  if (version === undefined) return refuse("badVersion");
  const body = await readBody(request, Files);
  if ("refused" in body) return body.refused;
  const { store, actions, clock, random, log } = world;
  const by = { who, clock, random };
  const applied = await applyRules(body.data.files, source, { store, actions, seen: Number(version), by });
  if (applied === "overtaken") return refuse("overtaken");
  if ("problems" in applied) return refuse("badRules", { more: { problems: applied.problems } });
  log.info("rules applied", { source, who, version: applied.version });
  return answer(applied, { headers: { etag: `"${applied.version}"` } });
}
