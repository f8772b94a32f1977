import * as z from "zod";
import { nearest } from "../../lib/core/nearest.ts";
import type { Service } from "./service.ts";
import type { Problem } from "./template.ts";
import { isRecord } from "./value.ts";

function wholeNumber(least: number, most: number) {
  const error = `expected a whole number from ${least} to ${most}`;
  return z.coerce.number({ error }).int({ error }).min(least, { error }).max(most, { error });
}

const Key = z.union([z.literal(""), z.string().regex(/^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/)], {
  error: "expected the ARN of a KMS key, or nothing",
});

const Concurrency = wholeNumber(1, 1000);

/** The parameters of a deployment, as `serverless.yml` uses them; a stage or `--param` may set each. */
const parameters: Readonly<Record<string, z.ZodType>> = {
  region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, { error: "expected a region such as eu-central-1" }),
  record: z.enum(["all", "wanted"], { error: "expected all or wanted" }),
  journalDays: wholeNumber(1, 3650),
  settleSeconds: wholeNumber(1, 3600),
  // A call starts only while time for it, and 5 s, is left of the 60 s that a worker may run.
  callTimeoutSeconds: wholeNumber(1, 30),
  reserveConcurrency: z.enum(["yes", "no"], { error: "expected yes or no" }),
  webhookConcurrency: Concurrency,
  workConcurrency: Concurrency,
  tickConcurrency: Concurrency,
  patrolConcurrency: Concurrency,
  apiConcurrency: Concurrency,
  chatConcurrency: Concurrency,
  secretsKey: Key,
  logsKey: Key,
  tracing: z.enum(["Active", "PassThrough"], { error: "expected Active or PassThrough" }),
  alarmTopic: z.string().regex(/^(arn:[\w-]+:sns:[\w-]+:\d{12}:[\w-]+(\.fifo)?)?$/, {
    error: "expected the ARN of an SNS topic, or nothing",
  }),
  jwtIssuer: z.string().regex(/^(https:\/\/[^\s?#]+)?$/, {
    error: "expected the https address of who issues JWTs, or nothing",
  }),
  jwtAudience: z.string().regex(/^([^\s,]+(,[^\s,]+)*)?$/, {
    error: "expected an audience, several with commas and no white space, or nothing",
  }),
};

const names = Object.keys(parameters);

/** What is wrong with the parameters in `serverless.yml`, stage by stage, and with those given by `--param`. */
export function parameterProblems(service: Service, given: readonly string[]): Problem[] {
  const stages = service.at("params");
  const written = isRecord(stages) ? Object.entries(stages) : [];
  return [
    ...written.flatMap(([stage, values]) =>
      Object.entries(isRecord(values) ? values : {}).flatMap(([name, value]) =>
        parameterFaults(name, value).map((fault) => ({
          resource: service.where("params", stage, name),
          place: `params.${stage}.${name}`,
          ...fault,
        })),
      ),
    ),
    ...given.flatMap((text) => {
      const [name = "", ...value] = text.split("=");
      return parameterFaults(name, value.join("=")).map((fault) => ({ resource: "--param", place: name, ...fault }));
    }),
  ];
}

function parameterFaults(name: string, value: unknown): Pick<Problem, "what" | "cure">[] {
  const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
  if (!parameter) {
    const near = nearest(name, names);
    return [{ what: "is no parameter", cure: near ? `Did you mean ${near}?` : `Known: ${names.join(", ")}` }];
  }
  const read = parameter.safeParse(value);
  return read.success ? [] : [{ what: `is ${JSON.stringify(value)}`, cure: sentence(read.error.issues) }];
}

function sentence([first]: readonly { readonly message: string }[]): string {
  return (first?.message ?? "").replace(/^e/, "E");
}
