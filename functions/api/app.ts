import { type Context, Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { StoreError } from "../../lib/core/errors.ts";
import { errorFields } from "../../lib/edge/log.ts";
import type { ApiWorld } from "../world/api.ts";
import { type Credential, scopesAt } from "./access.ts";
import { answer, refuse } from "./refusal.ts";
import type { Route } from "./route.ts";
import { routes } from "./routes/index.ts";

/** A request whose sender is known. */
interface Known {
  readonly Bindings: { readonly credential: Credential };
}

const retrySeconds = 2;

/**
 * The API of all routes (`functions/api/routes`), and `GET /api/openapi.json`, which describes them. A source that the
 * sender may not reach is answered like one that is not there, whatever is asked of it.
 */
export function createApi(world: ApiWorld): Hono<Known> {
  const api = new Hono<Known>();
  const onMethodNotAllowed = (_: unknown, methods: string[]) =>
    refuse("wrongMethod", { headers: { allow: methods.join(", ") } });
  api.get("/api/openapi.json", async () => answer((await import("./openapi/document.ts")).openApi()));
  api.use("/api/:source/*", async (c, next) => {
    const isDocument = c.req.path === "/api/openapi.json";
    if (!isDocument && scopesAt(c.req.param("source"), c.env.credential, world).size === 0) return refuse("noSource");
    return await next();
  });
  api.use(methodNotAllowed({ app: api, onMethodNotAllowed }));
  for (const route of routes)
    api.on(route.method, `/api/:source${route.path}`, async (c) => await asked(c, route, world));
  api.notFound(() => refuse("noRoute"));
  api.onError((error) => failed(error, world));
  return api;
}

async function asked(c: Context<Known>, route: Route, world: ApiWorld): Promise<Response> {
  const { credential } = c.env;
  const source = c.req.param("source") ?? "";
  const wanted = [route.scope].flat();
  const mine = scopesAt(source, credential, world);
  if (!wanted.some((scope) => mine.has(scope)))
    return refuse("noScope", { message: `in ${source} you may not ${wanted.join(" or ")}` });
  return await route.run({ request: c.req.raw, source, who: credential.who, credential, world }, c.req.param());
}

/** What went wrong inside is for the log; the answer says only what to do. */
function failed(error: Error, { log }: ApiWorld): Response {
  log.error("failed", errorFields(error));
  if (!(error instanceof StoreError)) return refuse("broken");
  if (error.code === "corrupt") return refuse("corrupt");
  if (error.code === "newer") return refuse("corrupt", { message: error.message });
  if (error.code === "tooLarge") return refuse("tooLarge", { message: error.message });
  return refuse("busy", { headers: { "retry-after": String(retrySeconds) } });
}
