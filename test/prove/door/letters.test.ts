import { harmless, harmlessSigned } from "./authentic.ts";
import { forged } from "./forged.ts";
import { forgeries } from "./forgeries.ts";
import { garbage } from "./garbage.ts";
import { bigBodies, oddBodies } from "./oddBodies.ts";
import { each, testOnPush } from "./onPush.ts";
import { shapes } from "./shapes.ts";
import { tokenForgeries } from "./tokenForgeries.ts";
import { vintages } from "./vintages.ts";

const answers = [
  "answered 202",
  "answered 401",
  "answered 404",
  "answered 405",
  "answered 413",
  "answered 415",
  "answered 503",
];

testOnPush(garbage, {
  ...each(Object.keys({ ...oddBodies, ...bigBodies, ...shapes, "five thousand builds": 1 })),
  ...each(answers),
  "a mutant": 500,
  ignored: 500,
  "nothing wanted": 50,
  planned: 100,
  tasks: 100,
});

testOnPush(forged, {
  ...each(Object.keys({ ...forgeries, ...tokenForgeries }), 20),
  ...each(Object.keys({ ...harmless, ...harmlessSigned })),
  forged: 7_000,
  authentic: 100,
});

testOnPush(vintages, {
  ...each(
    ["2016", "2018", "2021", "2023", "2026"].map((year) => `of ${year}`),
    50,
  ),
  ...each(["as it was", "unknown fields", "missing fields", "unknown kind", "unknown reason"], 100),
  "two statuses that disagree": 100,
  "jobs of an unknown status": 100,
});
