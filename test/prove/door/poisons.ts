import type { AttributeValue } from "aws-lambda";
import { pick, type Random } from "../../fuzz/random.ts";

type Image = Readonly<Record<string, AttributeValue>>;

/** Spoils a record's image. The item in the table is spoiled the same way, where the table could hold it. */
export type Poison = (random: Random, image: Image) => Image;

const without = (image: Image, name: string): Image => {
  const { [name]: _, ...rest } = image;
  return rest;
};

const big = ["1e400", "9007199254740993", "-9007199254740993", "123456789012345678901234567890", "1e126"];

/** What no version of ours can read: a batch failure each, and nothing else. */
export const unreadable: Readonly<Record<string, Poison>> = {
  "an empty image": () => ({}),
  "a field that is missing": (random, image) =>
    without(
      image,
      pick(random, ["id", "source", "project", "object", "verb", "state", "version", "rev", "wants", "poke"]),
    ),
  "an unknown verb": (random, image) => ({
    ...image,
    verb: { S: pick(random, ["explode", "", "Retry", "__proto__"]) },
  }),
  "an unknown state": (random, image) => ({ ...image, state: { S: pick(random, ["paused", "", "WAITING"]) } }),
  "another type": (random, image) => {
    const name = pick(random, ["id", "version", "rev", "runs", "wants", "project", "due", "createdAt", "hint"]);
    const value = pick<AttributeValue>(random, [
      { S: "seven" },
      { BOOL: true },
      { NULL: true },
      { L: [{ N: "7" }] },
      { SS: ["x"] },
    ]);
    return { ...image, [name]: name === "id" && "S" in value ? { N: "7" } : value };
  },
  "a number below 0": (random, image) => ({
    ...image,
    [pick(random, ["version", "rev", "runs", "calls", "poke"])]: { N: "-1" },
  }),
  "a number beyond reason": (random, image) => ({
    ...image,
    [pick(random, ["version", "rev", "runs", "calls"])]: { N: pick(random, big) },
  }),
  "no number at all": (random, image) => ({ ...image, version: { N: pick(random, ["x", "NaN", "1.5"]) } }),
  "not in DynamoDB's form": () => ({ id: "gitlab/42/job:1/retry", state: 7 }) as never,
  "a value of no type": (_, image) => ({ ...image, verb: {} as never }),
  "a want without a rule": (_, image) => ({ ...image, wants: { L: [{ M: { action: { S: "retry" } } }] } }),
};

/** What can be read, and must end with a reason without having done anything. */
export const readablePoison: Readonly<Record<string, Poison>> = {
  "a source that is gone": (_, image) => renamed({ ...image, source: { S: "gone" } }),
  "a rule that is gone": (_, image) => ({ ...image, wants: wantsOf("gone@1", "retry") }),
  "a rule that breaks": (_, image) => ({ ...image, wants: wantsOf("breaks@1", "retry") }),
  "no rule at all": (_, image) => ({ ...image, wants: { L: [] } }),
  "an action that is gone": (_, image) => ({ ...image, wants: wantsOf("r@1", "explode") }),
  "a job that is none": (random, image) =>
    renamed({ ...image, object: { S: pick(random, ["job:abc", "job:", "job:-1", "job:1e3", "job:99999999"]) } }),
  "a whole project": (_, image) => renamed({ ...image, object: { S: "project" } }),
  "a project that is none": (random, image) =>
    renamed({ ...image, project: { M: { id: { N: pick(random, ["0", "-5", "9007199254740991"]) } } } }),
  "another task's id": (random, image) => ({
    ...image,
    object: { S: pick(random, [image.object?.S === "job:1001" ? "job:1002" : "job:1001", "project"]) },
  }),
  "another verb's id": (random, image) => ({ ...image, verb: { S: pick(random, ["sweep", "cancel", "play"]) } }),
  "another project's id": (_, image) => ({ ...image, project: { M: { id: { N: "43" } } } }),
  "a field of a later version": (_, image) => ({ ...image, colour: { S: "green" }, due: { N: "0" } }),
  "many runs": (_, image) => ({ ...image, runs: { N: "9007199254740990" }, wants: wantsOf("breaks@1", "retry") }),
};

function wantsOf(rule: string, action: string): AttributeValue {
  return { L: [{ M: { rule: { S: rule }, action: { S: action }, params: { M: {} }, event: { S: "d1" } } }] };
}

/** With the id that belongs to what it says. */
function renamed(image: Image): Image {
  const project = image.project?.M?.id?.N ?? "";
  return { ...image, id: { S: [image.source?.S, project, image.object?.S, image.verb?.S].join("/") } };
}
