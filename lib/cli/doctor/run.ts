import type { Diagnosis } from "../../core/diagnosis.ts";
import { systemClock } from "../../edge/clock.ts";
import { fail, note, say } from "../print.ts";
import { safe } from "../render.ts";
import { type Examined, examine, type Question } from "./examine.ts";
import { diagnosesJson, diagnosisLines, sumText } from "./text.ts";

/** What `penstock doctor` was called with. */
export interface DoctorOptions {
  readonly source?: string;
  readonly stage?: string;
  readonly address?: string;
  readonly file: string;
  readonly fix?: true;
  readonly dryRun?: true;
  readonly strict?: true;
  readonly verbose?: true;
  readonly json?: true;
}

/** Examines, mends where that is asked for, examines again, and tells. */
export async function runDoctor(options: DoctorOptions): Promise<void> {
  const slow = tellWhenSlow();
  try {
    const question: Question = { ...options, step: slow.step };
    const before = await examine(question);
    if (!options.fix) return await told(before, options);
    const mended = await mend(before, options).finally(() => before.close());
    if (!mended) return tell(before.diagnoses, options);
    await told(await examine(question), options);
  } finally {
    slow.end();
  }
}

async function told(examined: Examined, options: DoctorOptions): Promise<void> {
  await examined.close();
  tell(examined.diagnoses, options);
}

function tell(diagnoses: readonly Diagnosis[], { json, strict, verbose }: DoctorOptions): void {
  if (json) say(JSON.stringify({ diagnoses: diagnosesJson(diagnoses), at: systemClock() }, undefined, 2));
  else {
    for (const line of diagnosisLines(diagnoses, { ...(verbose && { verbose }) })) say(line);
    say(sumText(diagnoses));
  }
  const fatal = strict ? ["broken", "warning", "unknown"] : ["broken"];
  if (diagnoses.some(({ level }) => fatal.includes(level))) process.exitCode = 1;
}

/** Says what each remedy does before it does it, each once. @returns whether anything was done */
async function mend({ diagnoses }: Examined, { dryRun }: DoctorOptions): Promise<boolean> {
  const remedies = diagnoses.flatMap(({ about, remedy }) => (remedy ? [{ about, remedy }] : []));
  if (remedies.length === 0) note("nothing here can be mended by --fix");
  for (const { about, remedy } of remedies) {
    note(`${dryRun ? "would:" : "fix:"} ${safe(remedy.does)} (${safe(about)})`);
    if (dryRun) continue;
    const end = await remedy.apply();
    if ("failed" in end) fail(`  not done: ${safe(end.failed)}`);
    else note(`  done: ${safe(end.done)}`);
  }
  return !dryRun && remedies.length > 0;
}

const slowMillis = 4_000;

/** A person who waits for longer is told what for, beside the result. */
function tellWhenSlow(): { step(what: string): void; end(): void } {
  let what = "this machine";
  const timer = setInterval(() => note(`still looking at ${safe(what)} …`), slowMillis);
  timer.unref();
  return {
    step: (now) => {
      what = now;
    },
    end: () => clearInterval(timer),
  };
}
