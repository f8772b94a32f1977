import type { Project } from "../../core/event.ts";

// A rule stands under keys made from its `projects`; a project asks under its own. What a key cannot tell (the rest of a
// glob, an exclusion, two keys with one hash) is left to the rule's own check.

/** The key of rules whose projects begin with a wildcard: every project asks there. */
const anywhere = "";

/** The keys under which a rule stands: each once. */
export function keysOfRule(projects: readonly (string | number)[]): string[] {
  const included = projects.map(String).filter((entry) => !entry.startsWith("!"));
  return [...new Set(included.map(keyOf))];
}

function keyOf(entry: string): string {
  if (/^\d+$/.test(entry)) return `#${Number(entry)}`;
  const wild = entry.search(/[*?]/);
  if (wild < 0) return `=${entry}`;
  return entry.slice(0, entry.lastIndexOf("/", wild) + 1) || anywhere;
}

/** The keys under which a project asks; `undefined` where nobody told its path: any rule may be for it. */
export function keysOfProject({ id, path }: Project): string[] | undefined {
  if (path === undefined) return undefined;
  const keys = [anywhere, `#${id}`, `=${path}`];
  for (let slash = path.indexOf("/"); slash >= 0; slash = path.indexOf("/", slash + 1))
    keys.push(path.slice(0, slash + 1));
  return keys;
}

/** FNV-1a over the UTF-16 units, 32 bits. Stored with rulebooks: it never changes. */
export function keyHash(key: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < key.length; at++) hash = Math.imul(hash ^ key.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
