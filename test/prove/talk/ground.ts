import type { Twin } from "../../../infra/twin/twin.ts";

export type Jobs = Readonly<Record<"failed" | "running" | "deploy" | "release", number>>;

/** What may be said of which job, and by whom: of a cancel and a play GitLab alone says so. */
export const rules = `version: 1
defaults: { mode: enforce }
rules:
  - { id: say-retry, projects: ["**"], on: { command: retry }, when: { status: failed, by: { role: developer } }, do: retry }
  - { id: say-cancel, projects: ["**"], on: { command: cancel }, when: { status: running }, do: cancel }
  - { id: say-play, projects: ["**"], on: { command: play }, when: { status: manual, name: deploy }, do: { play: { allow: {} } } }
  - id: release
    projects: ["**"]
    on: pipeline
    when: { status: manual, name: release }
    require: { approvals: { count: 1, from: { role: maintainer }, notAuthor: false } }
    do: { play: { job: release } }
`;

/** Jobs in every state that matters here, by their ids. */
export function addJobs(twin: Twin, projectId: number): Jobs {
  const pipeline = twin.addPipeline(projectId, {
    by: "drew",
    jobs: [
      { name: "failed" },
      { name: "running" },
      { name: "deploy", when: "manual" },
      { name: "release", when: "manual" },
    ],
  });
  const idOf = (name: string) => twin.jobNamed(pipeline.id, name).id;
  const [failed, running] = [idOf("failed"), idOf("running")];
  twin.run(failed);
  twin.fail(failed, "script_failure");
  twin.run(running);
  return { failed, running, deploy: idOf("deploy"), release: idOf("release") };
}
