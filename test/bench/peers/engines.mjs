import { parse } from "@marcbachmann/cel-js";
import { Webhooks } from "@octokit/webhooks";
import { newEnforcer, newModelFromString } from "casbin";
import { Engine } from "json-rules-engine";
import jsonata from "jsonata";
import * as z from "zod";

// What others wrote, each given the same rules in its own words and asked about the same facts. Each says how many match.

const words = ({ project, status, name, stage, ref }) =>
  Object.entries({ project, status, name, stage, ref }).filter(([, word]) => word !== undefined);

function jsonRules(rules) {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const rule of rules)
    engine.addRule({
      conditions: { all: words(rule).map(([fact, value]) => ({ fact, operator: "equal", value })) },
      event: { type: "retry" },
    });
  return async (facts) => (await engine.run(facts)).events.length;
}

function jsonataRules(rules) {
  const list = rules.map((rule) =>
    jsonata(
      words(rule)
        .map(([key, word]) => `${key} = ${JSON.stringify(word)}`)
        .join(" and "),
    ),
  );
  return async (facts) => {
    let count = 0;
    for (const one of list) if (await one.evaluate(facts)) count++;
    return count;
  };
}

function celRules(rules) {
  const list = rules.map((rule) =>
    parse(
      words(rule)
        .map(([key, word]) => `${key} == ${JSON.stringify(word)}`)
        .join(" && "),
    ),
  );
  return async (facts) => {
    let count = 0;
    for (const one of list) if (one(facts)) count++;
    return count;
  };
}

// It says whether one policy allows something, and stops there: here it goes through all, and tells of each that matches.
const model = `
[request_definition]
r = project, status, name, stage, ref
[policy_definition]
p = place, project, status, name, stage, ref
[policy_effect]
e = !some(where (p.eft == deny))
[matchers]
m = r.status == p.status && ${["project", "name", "stage", "ref"]
  .map((word) => `(p.${word} == "*" || r.${word} == p.${word})`)
  .join(" && ")} && told(p.place)
`;

function casbinRules(rules) {
  let count = 0;
  const ready = newEnforcer(newModelFromString(model)).then(async (enforcer) => {
    await enforcer.addFunction("told", () => ++count > 0);
    const policies = rules.map(({ project = "*", status, name = "*", stage = "*", ref = "*" }, at) =>
      [at, project, status, name, stage, ref].map(String),
    );
    await enforcer.addPolicies(policies);
    return enforcer;
  });
  return async ({ project, status, name, stage, ref }) => {
    const enforcer = await ready;
    count = 0;
    await enforcer.enforce(project, status, name, stage, ref);
    return count;
  };
}

export const engines = {
  "json-rules-engine": jsonRules,
  JSONata: jsonataRules,
  CEL: celRules,
  casbin: casbinRules,
};

const Build = z.object({ id: z.number(), name: z.string(), stage: z.string(), status: z.string() });
const Project = z.object({ id: z.number(), path_with_namespace: z.string() });
const Hook = z.discriminatedUnion("object_kind", [
  z.object({
    object_kind: z.literal("build"),
    project: Project,
    ref: z.string(),
    build_id: z.number(),
    build_name: z.string(),
    build_stage: z.string(),
    build_status: z.string(),
    build_failure_reason: z.string().nullish(),
  }),
  z.object({
    object_kind: z.literal("pipeline"),
    project: Project,
    object_attributes: z.object({ id: z.number(), status: z.string(), ref: z.string() }),
    builds: z.array(Build),
  }),
]);

function factsOf(hook) {
  const project = hook.project.path_with_namespace;
  if (hook.object_kind === "pipeline") return { project, ...hook.object_attributes };
  return { project, status: hook.build_status, name: hook.build_name, stage: hook.build_stage, ref: hook.ref };
}

/** The pieces that a team would take: octokit's check of a signature, zod, json-rules-engine. */
export function doorOf(rules, secret) {
  const webhooks = new Webhooks({ secret });
  const ask = jsonRules(rules);
  return {
    sign: (body) => webhooks.sign(body.toString()),
    async take(body, signature) {
      const text = body.toString();
      if (!(await webhooks.verify(text, signature))) throw new Error("refused");
      return await ask(factsOf(Hook.parse(JSON.parse(text))));
    },
  };
}
