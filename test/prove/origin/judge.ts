import type { Heard } from "./gitlab.ts";

/** Whom a client may ask, and what nobody else may learn. */
export interface Allowed {
  readonly host: string;
  /** GitLab's own path, `""` where it has none. */
  readonly root: string;
  readonly token: string;
  /** The header that carries the token. */
  readonly tokenIn: string;
}

/** What is wrong with a request to the one who may be asked; `undefined`: nothing. */
export function wrongWith({ path, headers }: Heard, { host, root, token, tokenIn }: Allowed): string | undefined {
  if (headers.host !== host) return `it names another host, ${headers.host}`;
  const [place = ""] = path.split("?");
  const others = ["/api/graphql", "/oauth/token", "/oauth/revoke"].map((own) => root + own);
  if (!place.startsWith(`${root}/api/v4/`) && !others.includes(place)) return "it is outside of the API";
  if (new URL(`http://${host}${place}`).pathname !== place) return "whoever reads it as an address finds another path";
  if (stepsOf(place).some((step) => step === "." || step === ".." || step.includes("\0")))
    return "a step of it leads to the folder above once it is decoded";
  const told = Object.entries(headers).filter(([name]) => name !== tokenIn);
  if (path.includes(token) || told.some(([, value]) => String(value).includes(token)))
    return "the token stands where it must not";
  return undefined;
}

/** As a proxy sees them that decodes slashes. */
function stepsOf(place: string): string[] {
  return decodeURIComponent(place).split(/[/\\]/);
}
