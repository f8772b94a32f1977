import { sent } from "../door/letter.ts";
import type { Canaries } from "./canaries.ts";
import type { Deployment } from "./deployment.ts";
import { echoes } from "./parrot.ts";
import { rulesWith } from "./rules.ts";
import type { Run } from "./walk.ts";

const lists = ["rulebook", "rulebook/versions", "tasks", "journal", "outages", "patrol", "hooks", "tokens", "switch"];

/** What people ask of the API: every list, and what goes wrong with it. */
export function peopleSteps(canaries: Canaries, { twin, gitlab }: Deployment, run: Run) {
  const asked = (method: string, path: string, more: { body?: unknown; headers?: Record<string, string> } = {}) => {
    const proof = { authorization: `Bearer ${canaries.apiToken}`, "content-type": "application/json" };
    const text = typeof more.body === "string" ? more.body : JSON.stringify(more.body ?? "");
    const event = sent({ headers: { ...proof, ...more.headers }, body: Buffer.from(text) }, path);
    return run("api", { ...event, requestContext: { http: { method, path } } });
  };
  const look = async () => {
    for (const list of lists) await asked("GET", `/api/gitlab/${list}`);
  };
  return {
    look,
    async apply() {
      const files = [{ file: "rules.yaml", text: rulesWith(canaries) }];
      const answer = await asked("PUT", "/api/gitlab/rulebook", { body: { files }, headers: { "if-match": '"0"' } });
      if (typeof answer !== "object" || answer.statusCode !== 200)
        throw new Error(`the rules were not applied: ${JSON.stringify(answer)}`);
    },
    async ask() {
      await look();
      for (const list of [
        "gates",
        "approvals",
        "holds",
        "keeps",
        "plans",
        "sweeps",
        "tallies",
        "journal/items",
        "nothing",
      ])
        await asked("GET", `/api/gitlab/${list}`);
      await asked("GET", "/api/gitlab/tasks", { headers: { authorization: `Bearer ${canaries.apiToken}x` } });
      await asked("GET", "/api/gitlab/tasks", { headers: { authorization: `Bearer ${canaries.jwt}` } });
      await asked("PUT", "/api/gitlab/rulebook", { body: `{"${canaries.personToken}": "${canaries.mail}"` });
      const jobs = twin.world.projects.flatMap(({ pipelines }) => pipelines.flatMap((one) => one.jobs));
      const [deploy, staging] = ["deploy", "staging"].map((name) => jobs.findLast((job) => job.name === name));
      const project = twin.world.projects[0]?.id ?? 0;
      const person = { "x-gitlab-token": canaries.personToken };
      for (const how of [undefined, ...echoes]) {
        if (how) gitlab.echo(how, ({ target }) => /\/user$/.test(target));
        await asked("GET", "/api/gitlab/approvals", { headers: person });
        if (how) gitlab.echo(how, ({ target }) => /\/jobs\/\d+$/.test(target));
        await asked("POST", "/api/gitlab/explain", { body: { job: { project, id: deploy?.id ?? 0 } } });
        const values = { REGION: canaries.spokenValue };
        await asked("POST", `/api/gitlab/gates/${project}/${staging?.id ?? 0}/arm`, {
          headers: person,
          body: { values },
        });
      }
    },
  };
}
