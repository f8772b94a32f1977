import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { parse } from "yaml";
import { tableNames, tables } from "../../lib/store/tables.ts";

interface Keyed {
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: string }[];
}

interface Written extends Keyed {
  readonly TableName: string;
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: string }[];
  readonly GlobalSecondaryIndexes?: readonly (Keyed & {
    readonly IndexName: string;
    readonly Projection: { readonly ProjectionType: string };
  })[];
  readonly StreamSpecification?: { readonly StreamViewType: string };
  readonly TimeToLiveSpecification?: { readonly AttributeName: string; readonly Enabled: boolean };
}

const file = readFileSync(join(import.meta.dirname, "../../infra/aws/tables.yml"), "utf8");
const written: readonly Written[] = Object.values(
  parse(file).Resources as Record<string, { readonly Properties: Written }>,
).map(({ Properties }) => Properties);

test("AWS has the four tables that the store knows, and no other", () => {
  assert.deepEqual(written.map(({ TableName }) => TableName.split("-").at(-1)).toSorted(), tableNames.toSorted());
});

for (const name of tableNames)
  test(`the table ${name} is in AWS as the store creates it elsewhere`, () => {
    const table = written.find(({ TableName }) => TableName.endsWith(`-${name}`));
    assert.ok(table);
    const { keys, index, forgets, streams } = tables[name];
    assert.deepEqual(keysOf(table), keys);
    assert.deepEqual(
      (table.GlobalSecondaryIndexes ?? []).map((one) => ({ name: one.IndexName, keys: keysOf(one) })),
      index ? [index] : [],
    );
    for (const { Projection } of table.GlobalSecondaryIndexes ?? []) assert.equal(Projection.ProjectionType, "ALL");
    assert.deepEqual(table.TimeToLiveSpecification, forgets ? { AttributeName: "expires", Enabled: true } : undefined);
    assert.deepEqual(table.StreamSpecification, streams && { StreamViewType: streams });
    assert.deepEqual(
      table.AttributeDefinitions.map(({ AttributeName, AttributeType }) => [AttributeName, AttributeType]),
      [...new Set([...keys, ...(index?.keys ?? [])])].map((key) => [key, key === "due" ? "N" : "S"]),
    );
  });

function keysOf({ KeySchema }: Keyed): string[] {
  assert.deepEqual(
    KeySchema.map(({ KeyType }) => KeyType),
    ["HASH", "RANGE"].slice(0, KeySchema.length),
  );
  return KeySchema.map(({ AttributeName }) => AttributeName);
}
