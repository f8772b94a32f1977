import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { addWork, attempt, type Stage, type Tried } from "./stage.ts";

const run = promisify(execFile);
/** Debian calls it `python-gitlab`, pip calls it `gitlab`. */
const names = ["python-gitlab", "gitlab"];

/** Lists, plays and retries with the command line of python-gitlab; `undefined` where it is not installed. */
export async function tryPythonGitlab(stage: Stage): Promise<{ version: string; tried: Tried[] } | undefined> {
  const found = await installed();
  if (!found) return undefined;
  const { project, jobs } = await addWork(stage, "outside/python");
  const id = (name: string) => String(jobs.get(name));
  const call = async (...words: string[]) => {
    const access = ["--server-url", stage.url, "--private-token", stage.tokens.maintainer, "-o", "json"];
    const { stdout } = await run(found.name, [...access, ...words, "--project-id", String(project)], environment);
    return stdout;
  };
  const status = (name: string) => stage.twin.job(Number(id(name))).status;
  return {
    version: found.version,
    tried: [
      await attempt("project-job list", async () => {
        const listed = JSON.parse(await call("project-job", "list"));
        assert.deepEqual(new Set(listed.map((job: { id: number }) => job.id)), new Set(jobs.values()));
      }),
      await attempt("project-job get", async () => {
        assert.equal(JSON.parse(await call("project-job", "get", "--id", id("broken"))).status, "failed");
      }),
      await attempt("project-job play", async () => {
        await call("project-job", "play", "--id", id("gate"));
        assert.equal(status("gate"), "pending");
      }),
      await attempt("project-job retry", async () => {
        await call("project-job", "retry", "--id", id("broken"));
        assert.ok(stage.twin.job(Number(id("broken"))).isRetried);
      }),
    ],
  };
}

// a person's own configuration must not decide
const environment = { timeout: 60_000, env: { PATH: process.env.PATH ?? "", HOME: "/nonexistent", LC_ALL: "C.UTF-8" } };

async function installed(): Promise<{ name: string; version: string } | undefined> {
  for (const name of names) {
    const version = await run(name, ["--version"], environment).then(
      ({ stdout }) => stdout.trim().split("\n")[0],
      () => undefined,
    );
    if (version !== undefined) return { name, version };
  }
  return undefined;
}
