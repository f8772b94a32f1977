import { testOnPush } from "../door/onPush.ts";
import { apart } from "./apart.ts";

testOnPush(apart, {
  ask: 100,
  hooks: 30,
  records: 30,
  "foreign sources asked": 50,
  "hooks at a foreign door": 10,
  "effects of main": 5,
  "effects of main-2": 5,
});
