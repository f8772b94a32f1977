import assert from "node:assert/strict";
import type { NewPipeline } from "../../../infra/twin/machine/begin.ts";
import type { Job, ProtectedRef } from "../../../infra/twin/state/graph.ts";
import { contract, everybody, refusalOf, type Scene, type Who } from "./scene.ts";
import { forbidden, noProject } from "./words.ts";

interface Deed {
  readonly title: string;
  readonly method?: "DELETE";
  readonly path: string;
  readonly status: number;
  /** Something that the deed can be done to, whatever was done before. */
  readonly make: (scene: Scene, more: Partial<NewPipeline>) => Job;
  /** The lowest who may on an open ref. */
  readonly from: Who;
  /** Whom a protected ref does not keep from it, because the deed does not touch the ref. */
  readonly ignoresRefs?: boolean;
}

const ended = ({ lone, twin }: Scene, more: Partial<NewPipeline>) => twin.succeed(lone("unit", more).id);
const gate = ({ lone }: Scene, more: Partial<NewPipeline>) => lone({ name: "gate", when: "manual" }, more);
const later = ({ lone }: Scene, more: Partial<NewPipeline>) => lone({ name: "later", when: "delayed" }, more);
const kids = ({ lone }: Scene, more: Partial<NewPipeline>) =>
  lone({ name: "kids", when: "manual", trigger: { jobs: [{ name: "child" }] } }, more);
const canceling = ({ standing }: Scene, more: Partial<NewPipeline>) =>
  standing({ name: "slow", cancelsSlowly: true }, "canceling", more);

const deeds: readonly Deed[] = [
  { title: "retry", path: "/retry", status: 201, make: ended, from: "developer" },
  { title: "play", path: "/play", status: 200, make: gate, from: "developer" },
  { title: "play of a delayed job", path: "/play", status: 200, make: later, from: "developer" },
  { title: "play of a bridge", path: "/play", status: 200, make: kids, from: "developer" },
  { title: "cancel", path: "/cancel", status: 201, make: ({ lone }, more) => lone("unit", more), from: "developer" },
  { title: "force cancel", path: "/cancel?force=true", status: 201, make: canceling, from: "maintainer" },
  { title: "erase of another's job", path: "/erase", status: 201, make: ended, from: "maintainer" },
  { title: "keep", path: "/artifacts/keep", status: 200, make: ended, from: "developer" },
  {
    title: "delete artifacts",
    method: "DELETE",
    path: "/artifacts",
    status: 204,
    make: ended,
    from: "maintainer",
    ignoresRefs: true,
  },
];

interface Ref {
  readonly title: string;
  readonly more: Partial<NewPipeline>;
  /** The lowest whom the ref lets do anything; `undefined`: nobody. */
  readonly from: Who | undefined;
}

const refs: readonly Ref[] = [
  { title: "a plain branch", more: { ref: "topic" }, from: "developer" },
  { title: "a plain tag", more: { ref: "nightly", tag: true }, from: "developer" },
  { title: "a protected branch", more: { ref: "main" }, from: "maintainer" },
  { title: "a branch that developers may push to", more: { ref: "develop" }, from: "developer" },
  { title: "a branch nobody may push to", more: { ref: "frozen" }, from: undefined },
  { title: "a protected tag", more: { ref: "v1.0", tag: true }, from: "maintainer" },
  { title: "a tag nobody may create", more: { ref: "locked", tag: true }, from: undefined },
  { title: "a tag with a protected branch's name", more: { ref: "main", tag: true }, from: "developer" },
];

const protectedBranches: readonly ProtectedRef[] = [
  { name: "main" },
  { name: "develop", role: "developer" },
  { name: "frozen", role: "none" },
];
const protectedTags: readonly ProtectedRef[] = [{ name: "v*" }, { name: "locked", role: "none" }];

for (const { title, method = "POST", path, status, make, from, ignoresRefs = false } of deeds)
  contract(
    `4 ${title}, each role on each kind of ref: ${status} from ${from} on, and as the ref allows`,
    async (scene) => {
      const [found, wanted]: Record<string, Record<string, number>>[] = [{}, {}];
      for (const ref of refs) {
        const { more } = ref;
        const first = ignoresRefs ? from : higher(from, ref.from);
        for (const who of everybody) {
          const reply = await scene.ask(method, `${scene.pathOf(make(scene, more))}${path}`, {
            token: scene.tokens[who],
          });
          if (reply.status === 404) assert.deepEqual(refusalOf(reply), noProject);
          if (reply.status === 403) assert.deepEqual(refusalOf(reply), forbidden);
          put(found, ref.title, { [who]: reply.status });
          put(wanted, ref.title, { [who]: expected(who, first, status) });
        }
      }
      assert.deepEqual(found, wanted);
    },
    { project: { protectedBranches, protectedTags } },
  );

function put(table: Record<string, Record<string, number>> = {}, row: string, cell: Record<string, number>): void {
  table[row] = { ...table[row], ...cell };
}

function higher(one: Who, other: Who | undefined): Who | undefined {
  if (other === undefined) return undefined;
  return everybody.indexOf(one) > everybody.indexOf(other) ? one : other;
}

function expected(who: Who, first: Who | undefined, status: number): number {
  if (who === "stranger") return 404;
  return first !== undefined && everybody.indexOf(who) >= everybody.indexOf(first) ? status : 403;
}

contract(
  "4 a user whom the protected ref names may, whatever the role above reporter",
  async (scene) => {
    for (const [who, status] of [
      ["developer", 201],
      ["maintainer", 403],
      ["owner", 403],
    ] as const) {
      const job = ended(scene, { ref: "main" });
      assert.equal((await scene.post(`${scene.pathOf(job)}/retry`, { token: scene.tokens[who] })).status, status, who);
    }
  },
  { project: { protectedBranches: [{ name: "main", role: "none", usernames: ["developer"] }] } },
);

for (const [ref, status] of [
  ["topic", 201],
  ["develop", 403],
] as const)
  contract(
    `4 erase by a Developer who owns the job: ${status} on ${ref === "topic" ? "an unprotected" : "a protected"} ref`,
    async (scene) => {
      const asDeveloper = { token: scene.tokens.developer };
      const [own, others] = [ended(scene, { ref, by: "developer" }), ended(scene, { ref, by: "owner" })];
      assert.equal((await scene.post(`${scene.pathOf(own)}/erase`, asDeveloper)).status, status);
      assert.deepEqual(refusalOf(await scene.post(`${scene.pathOf(others)}/erase`, asDeveloper)), forbidden);
      const guests = ended(scene, { ref, by: "reporter" });
      assert.equal((await scene.post(`${scene.pathOf(guests)}/erase`, { token: scene.tokens.reporter })).status, 403);
    },
    { project: { protectedBranches } },
  );
