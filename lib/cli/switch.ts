import { Command } from "commander";
import { instantText } from "../core/time.ts";
import { Moved, Switch } from "./answers.ts";
import { openApi } from "./api.ts";
import { say } from "./print.ts";

const what = "everything, project:ID, verb:NAME or rule:ID";

/** `penstock switch`: what is stopped. */
export function switchCommand(): Command {
  return new Command("switch").description("what is stopped").action(async () => {
    say(stoppedText((await openApi()(["switch"], Switch)).stops));
  });
}

/** `penstock stop [what]` */
export function stopCommand(): Command {
  return new Command("stop")
    .description("start no more calls to GitLab; tasks wait")
    .argument("[what]", what, "everything")
    .requiredOption("--reason <text>", "why: it stands in the journal")
    .action(async (stop: string, { reason }: { reason: string }) => {
      const { stops, effectiveAt } = await move("PUT", stop, reason);
      say(`${stop} is stopped: from ${instantText(roundedUp(effectiveAt))} on no call starts\n${stoppedText(stops)}`);
    });
}

/** `penstock resume [what]` */
export function resumeCommand(): Command {
  return new Command("resume")
    .description("let go on what was stopped; tasks look again within a minute")
    .argument("[what]", what, "everything")
    .requiredOption("--reason <text>", "why: it stands in the journal")
    .action(async (stop: string, { reason }: { reason: string }) => {
      const { stops } = await move("DELETE", stop, reason);
      say(`${stop} goes on\n${stoppedText(stops)}`);
    });
}

function move(method: "PUT" | "DELETE", stop: string, reason: string) {
  return openApi()(["switch", "stops", stop], Moved, { method, body: { reason } });
}

/** Moments are shown in whole seconds, and a promise must not be shown early. */
function roundedUp(at: number): number {
  return Math.ceil(at / 1000) * 1000;
}

function stoppedText(stops: readonly string[]): string {
  return stops.length === 0 ? "nothing is stopped" : `stopped: ${stops.join(", ")}`;
}
