import { artifactExamples } from "./examples/artifacts.ts";
import type { Example } from "./examples/example.ts";
import { jobExamples } from "./examples/job.ts";
import { otherExamples } from "./examples/others.ts";
import { pipelineExamples } from "./examples/pipeline.ts";
import { timeExamples } from "./examples/time.ts";
import { whereExamples } from "./examples/where.ts";

/** Every condition with an example or two, for people to read and for a test to run. */
export const examples: readonly Example[] = [
  ...whereExamples,
  ...jobExamples,
  ...timeExamples,
  ...pipelineExamples,
  ...artifactExamples,
  ...otherExamples,
];
