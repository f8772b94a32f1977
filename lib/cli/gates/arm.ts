import { Command } from "commander";
import { instantText } from "../../core/time.ts";
import { openApi } from "../api.ts";
import { Problem } from "../jobs/problem.ts";
import { note, say } from "../print.ts";
import { safe } from "../render.ts";
import { speaker, speakerText } from "../speaker.ts";
import { GateArmed } from "./answers.ts";
import { namedJob } from "./job.ts";
import { gateText } from "./text.ts";

interface Options {
  readonly project?: string;
  readonly for?: string;
  readonly until?: string;
  readonly value: readonly string[];
  readonly reason?: string;
  readonly as?: string;
  readonly json?: true;
}

/** `penstock gates arm JOB` */
export function armCommand(): Command {
  return new Command("arm")
    .description("have a manual job played as soon as it can be, also one that cannot be played yet")
    .argument("<job>", "its number, or its web address")
    .option("--project <project>", "its full path or its number, where the job's number alone is not enough")
    .option("--for <span>", "for how long, e.g. 8h; at most 7d, 24h unless told")
    .option("--until <moment>", "until when, e.g. 2026-11-20T18:00:00Z")
    .option("--value <name=value>", "what it shall be given, as far as the rule allows it; again for more", collect, [])
    .option("--reason <text>", "why: it stands in the journal")
    .option("--as <username>", "on the twin: as which of its people; default: the first")
    .option("--json", "the gate, its task and the person as one JSON document")
    .addHelpText("after", help)
    .action(arm);
}

const help = `
It needs a rule that lets people arm it (on: { command: arm }, do: play), and what that rule requires is
waited for too. You speak with the GitLab token in PENSTOCK_GITLAB_TOKEN: you must be allowed to play the
job yourself, now and when it is played. One person's arming stands at a time: whoever arms it for longer
takes it over.

Ends with 0 once it is armed, with 1 where it is refused: nothing is changed then.

Examples:
  penstock gates arm https://gitlab.example.com/shop/api/-/jobs/1001 --for 8h
  penstock gates arm 1001 --until 2026-11-20T18:00:00Z --value REGION=eu --reason "release 2.3"`;

function collect(text: string, all: readonly string[]): readonly string[] {
  return [...all, text];
}

async function arm(text: string, { project, as, json, ...wish }: Options): Promise<void> {
  const api = openApi();
  const me = speaker(as);
  const body = bodyOf(wish);
  const { project: id, job } = await namedJob(text, project, api);
  const path = ["gates", String(id), String(job), "arm"];
  const done = await api(path, GateArmed, { method: "POST", headers: me.headers, body });
  note(speakerText(me, done.person.username));
  if (json) return say(JSON.stringify(done));
  const until = done.gate.armed ? ` until ${instantText(done.gate.armed.until)}` : "";
  say(`armed${until}: ${gateText(done.gate)} is played as soon as it can be`);
}

/** @throws Problem */
function bodyOf({ for: span, until, value, reason }: Omit<Options, "project" | "as" | "json">): object {
  if (span !== undefined && until !== undefined) throw new Problem("give either --for or --until");
  const values = value.map((text) => {
    const [, name, given] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined) throw new Problem(`--value takes NAME=VALUE, not ${JSON.stringify(safe(text))}`);
    return [name, given ?? ""] as const;
  });
  return {
    ...(span !== undefined && { for: span }),
    ...(until !== undefined && { until: momentOf(until) }),
    ...(reason !== undefined && { reason }),
    ...(values.length > 0 && { values: Object.fromEntries(values) }),
  };
}

/** @throws Problem */
function momentOf(text: string): number {
  const at = /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at))
    throw new Problem(
      `--until takes a moment with its zone, e.g. 2026-11-20T18:00:00Z, not ${JSON.stringify(safe(text))}`,
    );
  return at;
}
