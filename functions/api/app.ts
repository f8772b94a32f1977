import { type Context, Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { StoreError } from "../../lib/core/errors.ts";
import { errorFields } from "../../lib/edge/log.ts";
import type { ApiWorld } from "../world/api.ts";
import { dismissTask, redriveTask } from "./byHand.ts";
import { explain } from "./explain.ts";
import { dropHold, listHolds, putHold, showHold } from "./holds.ts";
import { listAllTasks, listEntries, listItems, listSeals } from "./journal.ts";
import { dropKeep, listKeeps } from "./keeps.ts";
import { listPlans, postApproval, postPlan, postRejection, showPlan } from "./plans.ts";
import { refuse } from "./refusal.ts";
import { applyRulebook, showRulebook } from "./rulebook.ts";
import { approveRulebook, rejectRulebook, showProposal } from "./rulebookProposal.ts";
import { listVersions, rollBackRulebook, showVersion } from "./rulebookVersions.ts";
import { beginSweep, listSweeps } from "./sweeps.ts";
import { showSwitch, stopOrResume } from "./switch.ts";
import { listTallies } from "./tallies.ts";
import { listTasks, showTask } from "./tasks.ts";

/** A request whose sender is known. */
interface Known {
  readonly Bindings: { readonly who: string };
}

const retrySeconds = 2;

/** The routes and what each leads to. */
export function createApi(world: ApiWorld): Hono<Known> {
  const api = new Hono<Known>();
  api.use("/api/:source/*", async (c, next) => {
    if (!world.hasSource(c.req.param("source"))) return refuse("noSource");
    return await next();
  });
  const onMethodNotAllowed = (_: unknown, methods: string[]) =>
    refuse("wrongMethod", { headers: { allow: methods.join(", ") } });
  api.use(methodNotAllowed({ app: api, onMethodNotAllowed }));

  api.get("/api/:source/rulebook", (c) => showRulebook(c.req.param("source"), world));
  api.put("/api/:source/rulebook", (c) => applyRulebook(c.req.raw, { ...whoAndWhere(c), world }));
  api.get("/api/:source/rulebook/versions", (c) => listVersions(c.req.raw, c.req.param("source"), world));
  api.get("/api/:source/rulebook/proposal", (c) => showProposal(c.req.param("source"), world));
  api.get("/api/:source/rulebook/:version", (c) => showVersion(c.req.param("version"), c.req.param("source"), world));
  api.post("/api/:source/rulebook/rollback", (c) => rollBackRulebook(c.req.raw, { ...whoAndWhere(c), world }));
  api.post("/api/:source/rulebook/approve", (c) => approveRulebook(c.req.raw, { ...whoAndWhere(c), world }));
  api.post("/api/:source/rulebook/reject", (c) => rejectRulebook(c.req.raw, { ...whoAndWhere(c), world }));
  api.get("/api/:source/tasks", (c) => listTasks(c.req.raw, c.req.param("source"), world));
  // A task's id has slashes, which a gateway may decode on the way.
  api.get("/api/:source/tasks/:id{.+}", (c) => showTask(c.req.param("id"), c.req.param("source"), world));
  api.post("/api/:source/redrive", (c) => redriveTask(c.req.raw, { ...whoAndWhere(c), world }));
  api.post("/api/:source/dismiss", (c) => dismissTask(c.req.raw, { ...whoAndWhere(c), world }));
  api.post("/api/:source/explain", (c) => explain(c.req.raw, { source: c.req.param("source"), world }));
  api.get("/api/:source/holds", (c) => listHolds(c.req.raw, c.req.param("source"), world));
  api.get("/api/:source/holds/:project/:on", (c) => showHold({ ...holdAsked(c), world }));
  api.put("/api/:source/holds/:project/:on", (c) => putHold(c.req.raw, { ...holdAsked(c), world }));
  api.delete("/api/:source/holds/:project/:on", (c) => dropHold(c.req.raw, { ...holdAsked(c), world }));
  api.get("/api/:source/keeps", (c) => listKeeps(c.req.raw, c.req.param("source"), world));
  api.delete("/api/:source/keeps/:project/:on", (c) => dropKeep(c.req.raw, { ...holdAsked(c), world }));
  api.get("/api/:source/tallies", (c) => listTallies(c.req.raw, c.req.param("source"), world));
  api.get("/api/:source/journal", (c) => listEntries(c.req.raw, c.req.param("source"), world));
  api.get("/api/:source/journal/seals", (c) => listSeals(c.req.raw, c.req.param("source"), world));
  api.get("/api/:source/journal/items", (c) => listItems(c.req.raw, c.req.param("source"), world));
  api.get("/api/:source/journal/tasks", (c) => listAllTasks(c.req.raw, c.req.param("source"), world));
  api.get("/api/:source/sweeps", (c) => listSweeps(c.req.param("source"), world));
  api.post("/api/:source/sweeps", (c) => beginSweep(c.req.raw, { ...whoAndWhere(c), world }));
  api.get("/api/:source/plans", (c) => listPlans(c.req.param("source"), world));
  api.post("/api/:source/plans", (c) => postPlan(c.req.raw, { ...whoAndWhere(c), world }));
  api.get("/api/:source/plans/:id", (c) => showPlan(c.req.raw, c.req.param("id"), { ...whoAndWhere(c), world }));
  api.post("/api/:source/plans/:id/approve", (c) =>
    postApproval(c.req.raw, c.req.param("id"), { ...whoAndWhere(c), world }),
  );
  api.post("/api/:source/plans/:id/reject", (c) =>
    postRejection(c.req.raw, c.req.param("id"), { ...whoAndWhere(c), world }),
  );
  api.get("/api/:source/switch", (c) => showSwitch(c.req.param("source"), world));
  api.put("/api/:source/switch/stops/:what", (c) =>
    stopOrResume(c.req.raw, { ...whoAndWhere(c), step: "stop", what: c.req.param("what"), world }),
  );
  api.delete("/api/:source/switch/stops/:what", (c) =>
    stopOrResume(c.req.raw, { ...whoAndWhere(c), step: "resume", what: c.req.param("what"), world }),
  );

  api.notFound(() => refuse("noRoute"));
  api.onError((error) => failed(error, world));
  return api;
}

function whoAndWhere(c: Context<Known>) {
  return { who: c.env.who, source: c.req.param("source") ?? "" };
}

function holdAsked(c: Context<Known>) {
  return { ...whoAndWhere(c), project: c.req.param("project") ?? "", on: c.req.param("on") ?? "" };
}

/** What went wrong inside is for the log; the answer says only what to do. */
function failed(error: Error, { log }: ApiWorld): Response {
  log.error("failed", errorFields(error));
  if (!(error instanceof StoreError)) return refuse("broken");
  if (error.code === "corrupt") return refuse("corrupt");
  if (error.code === "tooLarge") return refuse("tooLarge", { message: error.message });
  return refuse("busy", { headers: { "retry-after": String(retrySeconds) } });
}
