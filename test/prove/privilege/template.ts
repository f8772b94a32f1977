import type { Template } from "../../../infra/package/template.ts";
import { problemText } from "../../../infra/package/template.ts";
import { packaged } from "../../aws/packaged.ts";

let known: Promise<Template> | undefined;

/** The template as it would be deployed; packaged once a process. @throws Error when something is wrong with it */
export function packagedOnce(): Promise<Template> {
  known ??= packaged().then(({ template, problems }) => {
    if (!template || problems.length > 0) throw new Error(problems.map(problemText).join("\n"));
    return template;
  });
  return known;
}
