import { Command } from "commander";
import { instantText } from "../core/time.ts";
import { Moved } from "./answers.ts";
import { type Api, openApi } from "./api.ts";
import { projectOf, unknownText } from "./holdProject.ts";
import { note, say } from "./print.ts";
import { safe } from "./render.ts";
import { stopLine, stopsToldBy } from "./stops.ts";

const what = "everything, project:ID (or its path), verb:NAME or rule:ID";

/** `penstock switch`: what is stopped. */
export function switchCommand(): Command {
  return new Command("switch")
    .description("what is stopped, by whom, since when and why")
    .option("--json", "as JSON")
    .action(async ({ json }: { json?: true }) => {
      const stops = await stopsToldBy(openApi());
      if (json) return say(JSON.stringify({ stops }));
      if (stops.length === 0) say("nothing is stopped");
      for (const stop of stops) say(stopLine(stop));
    });
}

/** `penstock stop [what]` */
export function stopCommand(): Command {
  return new Command("stop")
    .description("start no more calls to GitLab; tasks wait")
    .argument("[what]", what, "everything")
    .requiredOption("--reason <text>", "why: it stands in the journal")
    .action(async (named: string, { reason }: { reason: string }) => {
      const api = openApi();
      const { stop, project } = await stopOf(api, named);
      const { stops, effectiveAt } = await move(api, stop, { method: "PUT", reason });
      say(`${stop} is stopped: from ${instantText(roundedUp(effectiveAt))} on no call starts\n${stoppedText(stops)}`);
      const unknown = project === undefined ? undefined : await unknownText(api, project);
      if (unknown !== undefined) note(unknown);
    });
}

/** `penstock resume [what]` */
export function resumeCommand(): Command {
  return new Command("resume")
    .description("let go on what was stopped; tasks look again within a minute")
    .argument("[what]", what, "everything")
    .requiredOption("--reason <text>", "why: it stands in the journal")
    .action(async (named: string, { reason }: { reason: string }) => {
      const api = openApi();
      const { stop } = await stopOf(api, named);
      const { stops } = await move(api, stop, { method: "DELETE", reason });
      say(`${stop} goes on\n${stoppedText(stops)}`);
    });
}

/** A stop as the switch calls it: a project may be named by its path. @throws Problem */
async function stopOf(api: Api, named: string): Promise<{ readonly stop: string; readonly project?: number }> {
  const [, name] = /^project:(.+)$/s.exec(named) ?? [];
  if (name === undefined) return { stop: named };
  const project = await projectOf(api, name);
  return { stop: `project:${project}`, project };
}

function move(api: Api, stop: string, { method, reason }: { method: "PUT" | "DELETE"; reason: string }) {
  return api(["switch", "stops", stop], Moved, { method, body: { reason } });
}

/** Moments are shown in whole seconds, and a promise must not be shown early. */
function roundedUp(at: number): number {
  return Math.ceil(at / 1000) * 1000;
}

function stoppedText(stops: readonly string[]): string {
  return stops.length === 0 ? "nothing is stopped" : `stopped: ${stops.map(safe).join(", ")}`;
}
