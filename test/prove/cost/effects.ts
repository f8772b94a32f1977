import { bound, jobIn, type Kind, onStage } from "./kind.ts";
import { apiToken, type Metered } from "./metered.ts";

const minute = 60;
const day = 86_400;

/** Everything happens that is due, without a patrol. */
async function settled(stage: Metered): Promise<void> {
  await stage.settle();
}

/** A job that ends as it is told; then it is quiet, and the next round counts. */
async function ended(stage: Metered, name: string, end: (id: number) => unknown): Promise<number> {
  const id = jobIn(stage, { name });
  stage.twin.run(id);
  await stage.rest();
  end(id);
  return id;
}

const promote =
  "id: promote, on: [job, pipeline], when: { status: manual }, require: { approvals: { count: 2, from: { role: maintainer } } }, do: { play: { job: deploy } }";

/** A job that waits for two people, and what a yes would be to. */
async function gate(stage: Metered) {
  const project = stage.twin.world.projects.find(({ path }) => path === "shop/web") ?? withPeople(stage);
  const s = { ...stage, project };
  const job = jobIn(s, { name: "deploy", when: "manual" });
  await s.rest();
  const gates = await fetch(`${s.house.url}/api/gitlab/approvals`, { headers: headersOf(s, "alice") });
  const { approvals } = (await gates.json()) as { approvals: { job: number; digest: string }[] };
  return { s, job, digest: approvals.find((one) => one.job === job)?.digest };
}

function headersOf({ twin }: Metered, who: string) {
  return { authorization: `Bearer ${apiToken}`, "x-gitlab-token": twin.addToken(who) };
}

async function approve(s: Metered, { job, digest }: { job: number; digest: string | undefined }, who: string) {
  const url = `${s.house.url}/api/gitlab/approvals/${s.project.id}/${job}/approve`;
  const answer = await fetch(url, { method: "POST", headers: headersOf(s, who), body: JSON.stringify({ digest }) });
  if (answer.status !== 200) throw new Error(`${who}: ${await answer.text()}`);
}

function withPeople({ twin, hook }: Metered) {
  const members = { alice: "maintainer", bob: "maintainer", carol: "maintainer" } as const;
  const project = twin.addProject({ path: "shop/web", members: { ...members, [twin.bot.username]: "maintainer" } });
  twin.addHook(project.id, hook);
  return project;
}

/** Whole effects, from the hook that wants one to the journal that tells of it. */
export const effects: readonly Kind[] = [
  onStage("a whole retry", {
    rules: ["id: again, on: job, when: { status: failed }, do: retry"],
    async play(stage) {
      await ended(stage, "build", (id) => stage.twin.fail(id, "script_failure"));
      return await stage.of(() => settled(stage));
    },
  }),
  onStage("a whole restart: cancel, wait, retry", {
    rules: ['id: stuck, on: job, when: { status: pending, name: "lint*" }, for: 5m, limit: { perJob: 1 }, do: restart'],
    bound: bound(2),
    async play(stage, time) {
      stage.clock.advance(day);
      await stage.rest();
      jobIn(stage, { name: `lint ${time}` });
      return await stage.of(async () => {
        await stage.settle();
        stage.clock.advance(5 * minute + 1);
        await stage.settle();
      });
    },
  }),
  onStage("a whole play of a gate that nobody must agree to", {
    rules: ["id: promote, on: [job, pipeline], when: { status: manual }, do: { play: { job: deploy } }"],
    async play(stage) {
      await stage.rest();
      jobIn(stage, { name: "deploy", when: "manual" });
      return await stage.of(() => settled(stage));
    },
  }),
  onStage("one of two people says yes at a gate", {
    rules: [promote],
    bound: bound(1, 1),
    async play(stage) {
      const { s, job, digest } = await gate(stage);
      return await s.of(() => approve(s, { job, digest }, "bob"));
    },
  }),
  onStage("the second yes, and the play that it opens", {
    rules: [promote],
    // Two said yes, and before the play both are looked at again.
    bound: bound(2, 3),
    async play(stage) {
      const { s, job, digest } = await gate(stage);
      await approve(s, { job, digest }, "bob");
      return await s.of(async () => {
        await approve(s, { job, digest }, "carol");
        await s.settle();
      });
    },
  }),
  onStage("a whole keep", {
    rules: ["id: keep, on: job, when: { status: success, artifacts: present }, do: keep"],
    async play(stage) {
      await ended(stage, "package", (id) => stage.twin.succeed(id, { artifacts: { expireInSeconds: day } }));
      return await stage.of(() => settled(stage));
    },
  }),
  onStage("a note in the journal (`notify`)", {
    rules: [
      'id: tell, on: job, when: { status: failed }, do: { notify: { to: journal, text: "{{ job.name }} failed" } }',
    ],
    async play(stage) {
      await ended(stage, "build", (id) => stage.twin.fail(id, "script_failure"));
      return await stage.of(() => settled(stage));
    },
  }),
];
