import type { Application, NewApplication } from "./application.ts";
import { shaOf } from "./ids.ts";
import type { World } from "./world.ts";

export function addApplication(world: World, added: NewApplication): Application {
  const { redirectUri, name = "penstock", isConfidential = true, scopes = ["read_user"] } = added;
  const mark = `application/${world.applications.length}`;
  const id = `${shaOf(mark)}${shaOf(`${mark}/id`)}`.slice(0, 64);
  const secret = `gloas-${shaOf(`${mark}/secret`)}${shaOf(`${mark}/more`)}`.slice(0, 70);
  const application: Application = { name, id, secret, redirectUri, isConfidential, scopes };
  world.applications.push(application);
  return application;
}
