import { Document, isScalar, visit } from "yaml";
import type { Rulebook } from "../rulebook.ts";
import { writtenRule, writtenRulebook } from "./written.ts";

/** A stored rulebook as a YAML file of rules that reads as the same one. */
export function rulebookYaml(rulebook: Rulebook): string {
  return yamlOf(writtenRulebook(rulebook));
}

/** One rule of it, as it stands in such a file. */
export function ruleYaml(rule: Rulebook["rules"][number]): string {
  return yamlOf([writtenRule(rule)]);
}

/** What a terminal would take for an order, or not show: it is written as its number, in quotes. */
const unprintable = /[^\P{Cc}\n]|[\p{Cf}\u2028\u2029]/u;
const unprintables = new RegExp(unprintable, "gu");

function yamlOf(value: unknown): string {
  const doc = new Document(value, { aliasDuplicateObjects: false });
  visit(doc, {
    Scalar(_, scalar) {
      if (typeof scalar.value === "string" && unprintable.test(scalar.value)) scalar.type = "QUOTE_DOUBLE";
    },
    Seq(_, list) {
      if (list.items.every(isScalar)) list.flow = true;
    },
  });
  const text = doc.toString({ lineWidth: 0, flowCollectionPadding: false });
  return text.replaceAll(unprintables, (sign) => `\\U${(sign.codePointAt(0) ?? 0).toString(16).padStart(8, "0")}`);
}
