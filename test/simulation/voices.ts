import { personOf } from "../../infra/twin/state/world.ts";
import { approve } from "../../lib/app/gates/approve.ts";
import { sayOverride } from "../../lib/app/gates/override.ts";
import { reject } from "../../lib/app/gates/reject.ts";
import type { Spoke } from "../../lib/app/gates/speak.ts";
import type { Gate } from "../../lib/core/gate.ts";
import type { GitLabReads } from "../../lib/core/ports.ts";
import type { Crew, Shift } from "./crew.ts";
import type { Said } from "./gateWitness.ts";
import { overrideSeconds } from "./plainGate.ts";
import { source } from "./settings.ts";
import type { Stage } from "./stage.ts";

/** What somebody wants to say, and the gate as they had it before them. */
interface Wish extends Pick<Said, "verb" | "username" | "digest"> {
  readonly seen: Gate;
}

/** What somebody says at a gate goes through the API, as every word does. */
export function speakUp(stage: Stage, crew: Crew, { verb, username, seen, digest }: Wish): void {
  const { timeline, gates, twin, met, say } = stage;
  crew.invoke("api", async (shift) => {
    const { id: userId } = personOf(twin.world, username);
    const { process } = shift;
    const by = process.id;
    const said: Said = { verb, userId, username, jobId: seen.job, digest, at: timeline.now(), by };
    gates.said.push(said);
    say(() => `${by}: ${username} says ${verb} at the gate of job ${seen.job}`);
    const gitlab = await shift.gitlab(source);
    const answer = gitlab && (await voices[verb]({ said, seen }, { ...shift, reads: gitlab.reads }));
    if (!answer) return;
    said.answeredAt = timeline.now();
    said.answer = "refused" in answer ? answer.refused : "said";
    met(`${verb}: ${said.answer}`);
    say(() => `${by}: ${username} is answered: ${said.answer}${"refused" in answer ? `, ${answer.why}` : ""}`);
  });
}

interface Spoken {
  readonly said: Said;
  readonly seen: Gate;
}

type Desk = Shift & { readonly reads: GitLabReads };
type Voice = (spoken: Spoken, desk: Desk) => Promise<Spoke>;

const voices: Readonly<Record<Said["verb"], Voice>> = {
  approve: (spoken, desk) => approve({ ...wordOf(spoken), digest: spoken.said.digest }, desk),
  reject: (spoken, desk) => reject({ ...wordOf(spoken), reason: "not today" }, desk),
  override: (spoken, desk) => sayOverride({ ...wordOf(spoken), reason: "it burns", forSeconds: overrideSeconds }, desk),
};

function wordOf({ said: { userId, username }, seen }: Spoken) {
  const person = { userId, username };
  return { source, project: seen.project, job: seen.job, person, from: "api", who: "local" } as const;
}
