import { testOnPush } from "../door/onPush.ts";
import { talk } from "./talk.ts";

testOnPush(talk, {
  say: 80,
  click: 40,
  change: 30,
  "spoilt requests": 20,
  replays: 40,
  answers: 60,
  yeses: 4,
  "effects: retry": 2,
  "effects: cancel": 2,
  "effects: play": 2,
});
