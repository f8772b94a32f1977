import { CaseFile } from "../cases/caseFile.ts";
import { Given, givenWords } from "../cases/given.ts";
import { caseWords } from "./caseWords.ts";
import { described } from "./describe.ts";
import { type JsonSchema, jsonSchemaOf } from "./jsonSchema.ts";

/** The files of cases as a JSON Schema of draft 2020-12, for editors. */
export function casesSchema(): JsonSchema {
  const word = { takes: ["status", "log"], refuses: ["x", "base"], says: { enum: [...givenWords] } };
  const schema = jsonSchemaOf(CaseFile, { kinds: [word], parts: { Given } });
  return { title: "Cases for rules of Penstock", ...described(schema, caseWords) };
}
