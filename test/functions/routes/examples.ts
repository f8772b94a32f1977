import type { Route } from "../../../functions/api/route.ts";

/** A request that fits a route: what its path names, and what it sends. */
export interface Example {
  readonly at?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

const reason = "to see what happens";
const hash = "0".repeat(64);
const held = { project: "42", on: "job:1001" };
const gate = { project: "42", job: "1001" };
const plan = { id: "p261120-0900-abc" };

const ofOne = (source: string): Readonly<Record<string, Example>> => ({
  "GET /rulebook": {},
  "PUT /rulebook": { body: { files: [{ file: "r.yaml", text: "version: 1\nrules: []\n" }], reason } },
  "GET /rulebook/versions": { query: "limit=5" },
  "GET /rulebook/proposal": {},
  "GET /rulebook/:version": { at: { version: "1" } },
  "POST /rulebook/rollback": { body: { version: 1, reason } },
  "POST /rulebook/approve": { body: { hash, reason } },
  "POST /rulebook/reject": { body: { hash, reason } },
  "GET /tasks": { query: "limit=5" },
  "GET /tasks/:id{.+}": { at: { id: `${source}/42/job:1001/retry` } },
  "POST /redrive": { body: { task: `${source}/42/job:1001/retry`, reason } },
  "POST /dismiss": { body: { task: `${source}/42/job:1001/retry`, reason } },
  "POST /explain": { body: { job: { project: 42, id: 1001 } } },
  "GET /holds": { query: "project=42" },
  "GET /holds/:project/:on": { at: held },
  "PUT /holds/:project/:on": { at: held, body: { reason } },
  "DELETE /holds/:project/:on": { at: held, body: { reason } },
  "GET /keeps": { query: "limit=5" },
  "DELETE /keeps/:project/:on": { at: held, body: { reason } },
  "GET /tallies": { query: "limit=5" },
  "GET /sweeps": {},
  "POST /sweeps": { body: { kind: "inventory", project: 42, reason } },
  "GET /plans": {},
  "POST /plans": { body: { project: 42, reason } },
  "GET /plans/:id": { at: plan, query: "page=first" },
  "POST /plans/:id/approve": { at: plan, body: { hash, reason } },
  "POST /plans/:id/reject": { at: plan, body: { reason } },
  "GET /approvals": { query: "project=42" },
  "POST /approvals/:project/:job/approve": { at: gate, body: { digest: hash, reason } },
  "POST /approvals/:project/:job/reject": { at: gate, body: { reason } },
  "GET /gates": { query: "state=all" },
  "GET /gates/:project/:job": { at: gate },
  "POST /gates/:project/:job/arm": { at: gate, body: { for: "2h", reason } },
  "POST /gates/:project/:job/disarm": { at: gate, body: { reason } },
  "POST /gates/:project/:job/override": { at: gate, body: { reason } },
  "GET /journal": { query: "limit=5" },
  "GET /journal/seals": { query: "after=0" },
  "GET /journal/items": {},
  "GET /journal/tasks": {},
  "GET /switch": {},
  "PUT /switch/stops/:what": { at: { what: "everything" }, body: { reason } },
  "DELETE /switch/stops/:what": { at: { what: "everything" }, body: { reason } },
  "GET /outages": {},
  "POST /outages/:id{.+}/close": { at: { id: "again/runner_system_failure/42" }, body: { reason } },
  "GET /patrol": {},
  "GET /hooks": {},
  "GET /tokens": {},
});

/** How a route is named in lists. */
export function nameOf({ method, path }: Route): string {
  return `${method} ${path}`;
}

/** What a route can be asked in a source. @throws Error for a route of which nobody wrote down how */
export function exampleOf(route: Route, source = "gitlab"): Example {
  const example = ofOne(source)[nameOf(route)];
  if (!example) throw new Error(`write down how ${nameOf(route)} is asked, in test/functions/routes/examples.ts`);
  return example;
}

/** Where an example is sent, in a source. */
export function pathOf(route: Route, { at = {} }: Example, source = "gitlab"): string {
  const path = route.path.replaceAll(/:(\w+)(\{[^}]*\})?/g, (_, name) => encodeURIComponent(at[name] ?? ""));
  return `/api/${source}${path}`;
}
