import { existsSync } from "node:fs";
import { join } from "node:path";
import { check } from "./check.ts";
import { type Packaging, runOsls } from "./osls.ts";
import { parameterProblems } from "./parameters.ts";
import { readService, type Service } from "./service.ts";
import type { Problem, Template } from "./template.ts";
import { down, isRecord } from "./value.ts";

/** The template that would be deployed, if osls made one, and all that is wrong with it. */
export interface Packed {
  readonly template?: Template;
  readonly problems: readonly Problem[];
}

/** Packages the service and checks what would be deployed. What is wrong with `serverless.yml` itself is told first. */
export async function pack(packaging: Packaging): Promise<Packed> {
  const service = readService(packaging.folder);
  if (service.problems.length > 0) return { problems: service.problems };
  const early = [...parameterProblems(service, packaging.given), ...missingBundles(service, packaging.folder)];
  if (early.length > 0) return { problems: early };
  const made = await runOsls(packaging, service);
  return "Resources" in made ? { template: made, problems: check(made) } : { problems: made };
}

/** Functions whose handler nobody built; osls would say of the first only that no file matches. */
function missingBundles(service: Service, folder: string): Problem[] {
  const functions = service.at("functions");
  return Object.entries(isRecord(functions) ? functions : {}).flatMap(([name, one]) => {
    const handler = String(down(one, "handler"));
    const file = handler.replace(/\.\w+$/, ".mjs");
    if (existsSync(join(folder, file))) return [];
    const resource = service.where("functions", name, "handler");
    const cure = "Run npm run build; it makes one for every file in functions";
    return [{ resource, place: `functions.${name}.handler`, what: `is ${handler}, but there is no ${file}`, cure }];
  });
}
