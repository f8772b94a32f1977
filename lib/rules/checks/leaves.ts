import { artifactConditions, lookedArtifactConditions } from "./artifacts.ts";
import { deploymentConditions } from "./deployment.ts";
import { environmentConditions } from "./environment.ts";
import { failureConditions, lookedFailureConditions } from "./failure.ts";
import { jobConditions, moreJobConditions } from "./job.ts";
import { logConditions } from "./log.ts";
import { peopleConditions } from "./people.ts";
import { pipelineConditions } from "./pipeline.ts";
import { runnerConditions } from "./runner.ts";
import { timeConditions } from "./time.ts";
import { refConditions, whereConditions } from "./where.ts";

/**
 * Every condition that holds no other, in the order in which they are asked: a verdict names the first one that failed,
 * so what people think of first comes first, and what costs a look comes late.
 */
export const leaves = {
  ...jobConditions,
  ...refConditions,
  ...failureConditions,
  ...artifactConditions,
  ...runnerConditions,
  ...timeConditions,
  ...environmentConditions,
  ...deploymentConditions,
  ...moreJobConditions,
  ...whereConditions,
  ...pipelineConditions,
  ...peopleConditions,
  ...lookedArtifactConditions,
  ...lookedFailureConditions,
  ...logConditions,
};
