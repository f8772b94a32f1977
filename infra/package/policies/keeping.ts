import { type Problem, type Resource, resourcesOf, type Template } from "../template.ts";
import { down } from "../value.ts";

/** Versions of rules are kept: verdicts of years ago still name them. */
const endless: ReadonlySet<string> = new Set(["RulesTable"]);

/** What a table must be, so that nothing is lost and nothing stays for ever or in the clear. */
const tableRules: readonly { place: string; isKept: (table: Resource, id: string) => boolean; cure: string }[] = [
  {
    place: "DeletionPolicy",
    isKept: (table) => table.DeletionPolicy === "Retain",
    cure: "Set it to Retain: the table must outlive the stack",
  },
  {
    place: "UpdateReplacePolicy",
    isKept: (table) => table.UpdateReplacePolicy === "Retain",
    cure: "Set it to Retain: the table must outlive its replacement",
  },
  {
    place: "Properties.PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
    isKept: isOn("PointInTimeRecoverySpecification", "PointInTimeRecoveryEnabled"),
    cure: "Set it to true, so that the table can be brought back to any second of the last 35 days",
  },
  {
    place: "Properties.SSESpecification.SSEEnabled",
    isKept: isOn("SSESpecification", "SSEEnabled"),
    cure: "Set it to true, so that every use of the key can be seen",
  },
  {
    place: "Properties.DeletionProtectionEnabled",
    isKept: isOn("DeletionProtectionEnabled"),
    cure: "Set it to true",
  },
  {
    place: "Properties.BillingMode",
    isKept: ({ Properties }) => Properties.BillingMode === "PAY_PER_REQUEST",
    cure: "Set it to PAY_PER_REQUEST: a burst of hooks must not meet a capacity that somebody guessed",
  },
  {
    place: "Properties.TimeToLiveSpecification.Enabled",
    isKept: (table, id) => endless.has(id) || isOn("TimeToLiveSpecification", "Enabled")(table),
    cure: "Set it to true, or state in infra/package/policies/keeping.ts why the table keeps everything",
  },
];

/** Tables survive mistakes and forget in time; what lies in queues and buckets is encrypted too. */
export function keepsWell(template: Template): Problem[] {
  const say = (resource: string, place: string, cure: string) => ({ resource, place, what: "is not set so", cure });
  const tables = resourcesOf(template, "AWS::DynamoDB::Table").flatMap(([id, table]) =>
    tableRules.filter(({ isKept }) => !isKept(table, id)).map(({ place, cure }) => say(id, place, cure)),
  );
  const queues = resourcesOf(template, "AWS::SQS::Queue")
    .filter(([, queue]) => !isOn("SqsManagedSseEnabled")(queue) && queue.Properties.KmsMasterKeyId === undefined)
    .map(([id]) => say(id, "Properties.SqsManagedSseEnabled", "Set it to true, or name a key"));
  const buckets = resourcesOf(template, "AWS::S3::Bucket")
    .filter(([, bucket]) => bucket.Properties.BucketEncryption === undefined)
    .map(([id]) => say(id, "Properties.BucketEncryption", "Name an algorithm"));
  return [...tables, ...queues, ...buckets];
}

function isOn(...keys: readonly string[]): (resource: Resource) => boolean {
  return ({ Properties }) => down(Properties, ...keys) === true;
}
