import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withConditions } from "./conditionsPage.ts";

// `npm run docs`: writes what is generated in the docs.

const path = join(import.meta.dirname, "../../docs/rules.md");
writeFileSync(path, withConditions(readFileSync(path, "utf8")));
