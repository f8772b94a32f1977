import type { ChannelPlace } from "../../core/talk.ts";
import { type Route, severities, type TalkSettings, type Tiding } from "../../core/talkSettings.ts";
import { globTest } from "../../rules/globs.ts";
import { projectsCheck } from "../../rules/projects.ts";
import type { News } from "./newsOf.ts";

/** A route with its tests at hand, and where it leads. */
export interface OpenRoute {
  readonly route: Route;
  readonly place: ChannelPlace;
  /** Whether it is about one of these rules, in this project. */
  readonly fits: (about: Pick<News, "rules" | "project" | "isOfAll">) => boolean;
}

/** The routes of a source that tell something of it. A route whose channel is not set up leads nowhere. */
export function routesOf(source: string, tell: readonly Tiding[], settings: TalkSettings): readonly OpenRoute[] {
  return settings.routes.flatMap((route) => {
    const place = settings.channels[route.to];
    if (route.source !== source || !place || !route.tell.some((one) => tell.includes(one))) return [];
    return [{ route, place, fits: fitsOf(route) }];
  });
}

function fitsOf({ rules, projects }: Route): OpenRoute["fits"] {
  const isRule = rules && globTest(rules);
  const isProject = projects && projectsCheck(projects);
  return (about) => {
    if (isRule && !about.rules.some(isRule)) return false;
    return (
      !isProject ||
      about.isOfAll === "projects" ||
      (about.project !== undefined && isProject(about.project).answer === "yes")
    );
  };
}

/** Whether a route tells some news: all that it says must fit. What is about everything fits all rules and projects. */
export function tells({ route, fits }: OpenRoute, news: News): boolean {
  const { severity = "info", tell } = route;
  if (!tell.includes(news.tiding) || severities.indexOf(news.severity) < severities.indexOf(severity)) return false;
  return news.isOfAll === true || fits(news);
}
