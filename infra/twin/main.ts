import { parseArgs } from "node:util";
import { steeredClock } from "./clock.ts";
import { controlRoot } from "./control/control.ts";
import { addRolePeople, roleMembers } from "./control/scene.ts";
import type { NewCrowd } from "./crowd/addCrowd.ts";
import { stopWithParent } from "./parent.ts";
import { serveTwin } from "./serve.ts";
import { type Vintage, vintages } from "./state/world.ts";
import { createTwin } from "./twin.ts";

// `npm run twin`: a GitLab of its own, for people who test their bots on it. One JSON line, then it serves until it is ended.

const { port, vintage, crowd } = readArguments();
const { now, advance } = steeredClock(Date.now);
const twin = createTwin({ clock: now, advance, vintage, autoDeliver: true });
const tokens = addRolePeople(twin);
if (crowd) fill(crowd);
const { url } = await serveTwin(twin, { port }).catch((error: unknown) => refuse(problemOf(error)));
stopWithParent(() => process.exit(0));
console.log(JSON.stringify({ url, control: url + controlRoot.slice(0, -1), tokens }));

interface Arguments {
  readonly port: number;
  readonly vintage: Vintage;
  readonly crowd?: Pick<NewCrowd, "projects" | "jobsPerProject">;
}

function readArguments(): Arguments {
  const usage = `usage: npm run twin -- [--port N] [--vintage ${vintages.join("|")}] [--crowd PROJECTSxJOBS]`;
  const text = { type: "string" } as const;
  const options = { port: text, vintage: text, crowd: text, help: { type: "boolean" } } as const;
  try {
    const { values } = parseArgs({ options });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    const port = /^\d{1,5}$/.test(values.port ?? "0") ? Number(values.port ?? 0) : 65_536;
    const vintage = vintages.find((year) => String(year) === (values.vintage ?? "2026"));
    const crowd = readCrowd(values.crowd);
    if (port <= 65_535 && vintage !== undefined && crowd) return { port, vintage, ...crowd };
  } catch (error) {
    return refuse(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
  return refuse(usage);
}

/** Says why it does not serve. */
function refuse(text: string): never {
  console.error(text);
  process.exit(2);
}

function problemOf(error: unknown): string {
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE")
    return `port ${port} is taken: stop what uses it, or name another (0: any that is free)`;
  return error instanceof Error ? error.message : String(error);
}

function fill(crowd: NonNullable<Arguments["crowd"]>): void {
  try {
    twin.addCrowd({ ...crowd, members: roleMembers(twin) });
  } catch (error) {
    refuse(`--crowd: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** `500x2000`: projects, and jobs in each; `undefined`: it is something else. */
function readCrowd(text: string | undefined): Pick<Arguments, "crowd"> | undefined {
  if (text === undefined) return {};
  const [, projects, jobsPerProject] = /^(\d{1,9})x(\d{1,9})$/.exec(text) ?? [];
  return projects ? { crowd: { projects: Number(projects), jobsPerProject: Number(jobsPerProject) } } : undefined;
}
