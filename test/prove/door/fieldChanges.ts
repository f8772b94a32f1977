import { oddJson } from "../../fuzz/oddities.ts";
import { below, pick, type Random } from "../../fuzz/random.ts";
import { allOf, raw, textOf, treeOf } from "../../fuzz/tree.ts";

/** Names that no GitLab has had, among them those that mean something to JavaScript. */
const unknownNames = [
  ...["__proto__", "constructor", "toString", "toJSON", "then", "hasOwnProperty", "", "x_build_id", "Build_id", "moon"],
  ...["build_status_v2", "status ", "\u0000", "🚢", "project_ID", "length"],
];

/** The hook's text with fields that nobody knows, at random places in its objects. */
export function withUnknownFields(random: Random, hook: unknown): string {
  const tree = treeOf(hook);
  const objects = allOf(tree).filter(({ is }) => is.kind === "object");
  for (let left = 1 + below(random, 5); left > 0; left--) {
    const { is } = pick(random, objects);
    if (is.kind !== "object") continue;
    const place = below(random, is.members.length + 1);
    is.members.splice(place, 0, { key: pick(random, unknownNames), node: { is: raw(validJson(random)) } });
  }
  return textOf(tree);
}

function validJson(random: Random): string {
  for (;;) {
    const json = oddJson(random);
    try {
      JSON.parse(json);
      return json;
    } catch {
      // It is no JSON; another one is drawn.
    }
  }
}

/** What hooks about jobs may lack, as those of some year do. Without a job's number, name or status nobody can act. */
const optionalFields = new RegExp(
  [
    "^(ref|tag|sha|before_sha|retries_count|user|runner|environment|source_pipeline|build_failure_reason",
    "build_(stage|duration|queued_duration|allow_failure|(created|started|finished)_at(_iso)?)|project_name|project",
    "commit\\.(?!id$).*|repository\\.(name|description|visibility_level)|user\\..*|runner\\..*",
    "object_attributes\\.(iid|name|ref|tag|sha|status|detailed_status|stages|created_at|finished_at|duration|variables|url)",
    "builds\\.\\d+\\.(?!(id|name|status)$)[^.]*)$",
  ].join("|"),
);

/** A hook about jobs without some of the fields that it can do without. */
export function withoutOptional(random: Random, hook: Readonly<Record<string, unknown>>) {
  const isPipeline = hook.object_kind === "pipeline";
  if (!isPipeline && hook.object_kind !== "build") return undefined;
  // a pipeline's project stands nowhere else
  const places = pathsIn(hook).filter((path) => optionalFields.test(path) && !(isPipeline && path === "project"));
  const gone = new Set(Array.from({ length: 1 + below(random, 6) }, () => pick(random, places)));
  return { hook: without(hook, "", gone), gone: [...gone].join(", ") };
}

function pathsIn(value: unknown, at = ""): string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) => {
    const path = at === "" ? name : `${at}.${name}`;
    return [path, ...pathsIn(part, path)];
  });
}

function without(value: unknown, at: string, gone: ReadonlySet<string>): unknown {
  const inside = (name: string | number) => (at === "" ? String(name) : `${at}.${name}`);
  if (Array.isArray(value)) return value.map((part, index) => without(part, inside(index), gone));
  if (typeof value !== "object" || value === null) return value;
  const parts = Object.entries(value).filter(([name]) => !gone.has(inside(name)));
  return Object.fromEntries(parts.map(([name, part]) => [name, without(part, inside(name), gone)]));
}
