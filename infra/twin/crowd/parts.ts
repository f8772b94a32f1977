import { definitionOf } from "../machine/beginJob.ts";
import type { JobDefinition, NewJob } from "../state/jobParts.ts";

/** A job of a generated pipeline, before chance says how it went. */
export interface Part {
  readonly definition: JobDefinition;
  /** The shortest and the longest run. */
  readonly seconds: readonly [number, number];
  /** The smallest and the largest archive; missing: it leaves none. */
  readonly archiveBytes?: readonly [number, number];
  /** How long its artifacts are kept; `null`: for ever. */
  readonly keptDays: number | null;
  readonly hasReport: boolean;
}

type Given = NewJob & Pick<Part, "seconds"> & Partial<Pick<Part, "archiveBytes" | "keptDays" | "hasReport">>;

function part({ seconds, archiveBytes, keptDays = 30, hasReport = false, ...job }: Given): Part {
  return { definition: definitionOf(job), seconds, ...(archiveBytes && { archiveBytes }), keptDays, hasReport };
}

const [docker, linux] = [{ tags: ["docker"] }, { tags: ["docker", "linux"] }];
const megabyte = 1_048_576;

const build = part({
  name: "build",
  stage: "build",
  ...docker,
  seconds: [60, 240],
  archiveBytes: [2 * megabyte, 60 * megabyte],
});
const lint = part({ name: "lint", stage: "test", allowFailure: true, seconds: [10, 50] });
const unit = part({
  name: "test:unit",
  stage: "test",
  ...docker,
  seconds: [40, 300],
  archiveBytes: [20_000, 2 * megabyte],
  keptDays: 7,
  hasReport: true,
});
const integration = part({ name: "test:integration", stage: "test", ...linux, seconds: [90, 600], hasReport: true });
const bundle = part({
  name: "package",
  stage: "package",
  ...docker,
  seconds: [20, 120],
  archiveBytes: [5 * megabyte, 150 * megabyte],
  keptDays: null,
});
const image = part({
  name: "image",
  stage: "package",
  ...docker,
  seconds: [30, 180],
  archiveBytes: [2000, 9000],
  keptDays: 90,
});
const endToEnd = [1, 2, 3].map((number) =>
  part({
    name: `e2e ${number}/3`,
    stage: "test",
    ...linux,
    seconds: [120, 600],
    archiveBytes: [megabyte, 20 * megabyte],
    keptDays: 3,
    hasReport: true,
  }),
);
const report = part({
  name: "report",
  stage: "report",
  when: "always",
  seconds: [5, 20],
  archiveBytes: [5000, 80_000],
  keptDays: 60,
});

function deploy(to: string, tier: string, given: Partial<NewJob>): Part {
  const environment = { name: to, action: "start", tier };
  return part({ name: `deploy:${to}`, stage: "deploy", environment, ...given, seconds: [15, 90] });
}

const staging = deploy("staging", "staging", {});
const canary = deploy("canary", "staging", { when: "manual", allowFailure: true });
const gate = deploy("production", "production", { when: "manual" });

/** What a pipeline is for. In each, the first four parts start without a person. */
export const kinds = {
  branch: { parts: [build, lint, unit, integration, image], source: "push" },
  main: { parts: [build, lint, unit, integration, bundle, staging, canary], source: "push" },
  nightly: { parts: [build, ...endToEnd, report], source: "schedule" },
  tag: { parts: [build, unit, integration, bundle, gate], source: "push" },
} as const satisfies Readonly<Record<string, { readonly parts: readonly Part[]; readonly source: string }>>;

export type Kind = keyof typeof kinds;

export function isManual({ definition }: Part): boolean {
  return definition.when === "manual";
}
