import type { FoundHook } from "../../../core/doctorLooks.ts";

/** Whom AWS gives an address for a function: no other name leads to ours. Source: docs.aws.amazon.com/lambda, urls-configuration (read 2026-11). */
const functionHost = /\.lambda-url\.[a-z0-9-]+\.on\.aws$/;

/** Where a hook leads, beside the address of our door; `byName`: perhaps here, by another name for it. */
export function leadsTo({ address }: FoundHook, wanted: string): "here" | "plainly" | "byName" | "elsewhere" {
  const [found, ours] = [URL.parse(address ?? ""), URL.parse(wanted)];
  if (!found || !ours) return "elsewhere";
  if (placeOf(found) === placeOf(ours)) return "here";
  if (placeOf(found).replace(/^http:/, "https:") === placeOf(ours)) return "plainly";
  const [path, tail] = [bare(found.pathname), bare(ours.pathname)];
  const isAlike = path.endsWith(tail) && !path.endsWith(`/chat${tail}`);
  return isAlike && found.host !== ours.host && !functionHost.test(found.hostname) ? "byName" : "elsewhere";
}

/** On our host, and with nothing or something like our path after it: others may have paths there, too. */
export function isAstray({ address }: FoundHook, wanted: string): boolean {
  const found = URL.parse(address ?? "");
  if (!found || found.host !== URL.parse(wanted)?.host || found.pathname.includes("/chat/")) return false;
  return found.pathname === "/" || found.pathname.includes("gitlab");
}

/** Capitals in a host, its usual port and a slash at the end make no difference. */
function placeOf({ origin, pathname }: URL): string {
  return origin + bare(pathname);
}

function bare(path: string): string {
  return path.replace(/\/$/, "");
}
