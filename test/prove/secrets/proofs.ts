import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildAll } from "../../../infra/build/buildAll.ts";
import type { Proof } from "../proof.ts";
import { canariesOf, searchFor } from "./canaries.ts";
import { type Deployment, openDeployment } from "./deployment.ts";
import { isException } from "./exceptions.ts";
import { storedIn } from "./stored.ts";
import { type Told, type Walked, walk } from "./walk.ts";

/** What one walk left behind, and what of it is a leak. */
export interface Round extends Walked {
  readonly leaks: readonly string[];
  readonly texts: number;
  readonly bytes: number;
}

/** Plants canaries in every input of a deployment, goes every way through it, and looks for them in all that comes out. */
export async function oneRound(seed: number, isAblated = false): Promise<Round> {
  const canaries = canariesOf(seed);
  const at = await openDeployment(canaries, isAblated);
  try {
    const walked = await walk(canaries, at);
    const outs = [...printedBy(at), ...walked.answers, ...(await storedBy(at)), ...requestsTo(at)];
    const search = searchFor(canaries);
    const leaks = outs.flatMap(({ at: where, text }) =>
      search(text)
        .filter((canary) => !isException(canary, where))
        .map((canary) => `seed ${seed}: ${canary} in ${where}`),
    );
    const strangers = at.elsewhere.heard.map(({ target }) => `seed ${seed}: a redirect was followed to ${target}`);
    const bytes = outs.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
    return { ...walked, leaks: [...new Set([...leaks, ...strangers])], texts: outs.length, bytes };
  } finally {
    await at.close();
  }
}

function printedBy(at: Deployment): Told[] {
  const lines = at.printed().split("\n");
  // what is broken over lines is looked for in the whole
  return [...lines, lines.join("")].map((text) => ({ at: `printed ${whatOf(text)}`, text }));
}

function whatOf(line: string): string {
  return /^\{"level":"\w+","message":"([^"]*)"/.exec(line)?.[1] ?? "beside the log";
}

async function storedBy(at: Deployment): Promise<Told[]> {
  return (await storedIn(at)).map((one) => ({ at: `stored ${one.at}`, text: one.text }));
}

function requestsTo(at: Deployment): Told[] {
  return (["gitlab", "tables", "ssm", "chat", "elsewhere"] as const).flatMap((name) =>
    at[name].heard.flatMap(({ method, target, headers, body }) => {
      const where = `${method} ${target.split("?")[0]}`;
      const parts = [["target", target], ["body", body], ...Object.entries(headers)] as const;
      return parts.map(([part, text = ""]) => ({ at: `request ${name} ${part} ${where}`, text }));
    }),
  );
}

/** What must have happened in a walk, or it shows nothing. */
const must = [
  "webhook 202",
  "webhook 401",
  "work",
  "tick",
  "patrol",
  "chat 200",
  "chat 401",
  "api 200",
  "api 401",
  "api 502",
  "api 503",
];

const nothingLeaks: Proof = {
  promises: ["P40"],
  says: "no secret that is planted in any input is in a log line, an answer, a table, or a request to anybody but its owner",
  cases: { onPush: 1, byProve: 10 },
  async run(cases, seed) {
    const rounds: Round[] = [];
    for (let round = 0; round < cases; round++) rounds.push(await oneRound(seed + round));
    const missed = rounds.flatMap(({ did }, round) =>
      must.filter((name) => !did[name]).map((name) => `seed ${seed + round}: the walk had no ${name}`),
    );
    const total = (of: (round: Round) => number) => rounds.reduce((sum, round) => sum + of(round), 0);
    return {
      cases,
      violations: [...rounds.flatMap(({ leaks }) => leaks), ...missed],
      figures: {
        canaries: Object.keys(canariesOf(seed)).length,
        "texts searched": total(({ texts }) => texts),
        "KB searched": Math.round(total(({ bytes }) => bytes) / 1000),
        invocations: total(({ did }) => Object.values(did).reduce((sum, times) => sum + times, 0)),
      },
    };
  },
};

/** What a build must not know of the machine that made it. */
function tracesOf(): readonly string[] {
  const root = join(import.meta.dirname, "../../..");
  return [`${root}/`, `${process.env.HOME ?? root}/`];
}

const bundlesAreClean: Proof = {
  promises: ["P40"],
  says: "no secret of the builder's environment and no path of their machine is in a bundle",
  cases: { onPush: 1, byProve: 1 },
  async run(_, seed) {
    const canaries = canariesOf(seed);
    const search = searchFor(canaries);
    const planted = {
      PENSTOCK_GITLAB_TOKEN: canaries.actToken,
      PENSTOCK_API_TOKEN: canaries.apiToken,
      PENSTOCK_WEBHOOK_SECRETS: canaries.signingToken,
      AWS_SECRET_ACCESS_KEY: canaries.secretAccessKey,
    };
    const outDir = mkdtempSync(join(tmpdir(), "penstock-canary-"));
    Object.assign(process.env, planted);
    try {
      await buildAll({ outDir });
      const files = readdirSync(outDir, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
      const violations = files.flatMap((file) => {
        const text = readFileSync(join(file.parentPath, file.name), "utf8");
        const found = [...search(text), ...tracesOf().filter((trace) => text.includes(trace))];
        return found.map((what) => `${what} is in ${file.name}`);
      });
      return { cases: 1, violations, figures: { files: files.length } };
    } finally {
      for (const name of Object.keys(planted)) delete process.env[name];
      rmSync(outDir, { recursive: true, force: true });
    }
  },
};

/** What is shown of secrets: they stay where they belong. */
export const secretProofs: readonly Proof[] = [nothingLeaks, bundlesAreClean];
