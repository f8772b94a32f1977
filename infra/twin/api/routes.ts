import type { Vintage } from "../state/world.ts";
import type { Handler } from "./call.ts";
import type { Route } from "./route.ts";
import { artifactRoutes } from "./routes/artifacts.ts";
import { deploymentRoutes } from "./routes/deployments.ts";
import { effectRoutes } from "./routes/effects.ts";
import { hookRoutes } from "./routes/hooks.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { noteRoutes } from "./routes/notes.ts";
import { peopleRoutes } from "./routes/people.ts";
import { pipelineRoutes } from "./routes/pipelines.ts";
import { projectRoutes } from "./routes/projects.ts";
import { refRoutes } from "./routes/refs.ts";
import { hasRoute } from "./vintages.ts";

/** The first that fits counts. */
const routes: readonly Route[] = [
  ...projectRoutes,
  ...pipelineRoutes,
  ...deploymentRoutes,
  ...refRoutes,
  ...noteRoutes,
  ...peopleRoutes,
  ...hookRoutes,
  ...artifactRoutes,
  ...jobRoutes,
  ...effectRoutes,
];

export interface Found {
  /** `GET /job`: method and path as the lists of routes have them. */
  readonly name: string;
  readonly handle: Handler;
  readonly params: Readonly<Record<string, string>>;
}

/** A request's way, and the year of the GitLab that it came to. */
interface Asked {
  readonly vintage: Vintage;
  readonly method: string;
  readonly path: string;
}

/**
 * The route of a path below `/api/v4`, or why there is none: 404, or 405 for another method's path. What a later
 * GitLab brought is as unknown as what never was. `HEAD` goes wherever `GET` does.
 */
export function findRoute({ vintage, method, path }: Asked): Found | 404 | 405 {
  const asked = method === "HEAD" ? "GET" : method;
  let missing: 404 | 405 = 404;
  for (const { wanted, path: pattern, form, handle } of compiled) {
    const match = hasRoute(vintage, wanted, pattern) ? form.exec(path) : null;
    if (!match) continue;
    if (wanted === asked) return { name: `${wanted} ${pattern}`, handle, params: decoded(match.groups ?? {}) };
    missing = 405;
  }
  return missing;
}

const compiled = routes.map(([wanted, path, handle]) => ({ wanted, path, handle, form: formOf(path) }));

/**
 * `:name` is one part, which may hold `%2F`, so paths and branches with slashes stay one part; `:name+` is one part or
 * more; `*name` is all the rest.
 */
function formOf(path: string): RegExp {
  const parts = path.split("/").map((part) => {
    const [, name, isLong] = /^[:*](\w+)(\+?)$/.exec(part) ?? [];
    if (name === undefined) return part;
    return part.startsWith("*") || isLong ? `(?<${name}>.+)` : `(?<${name}>[^/]*)`;
  });
  return new RegExp(`^${parts.join("/")}$`, "s");
}

function decoded(params: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, decode(value)]));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
