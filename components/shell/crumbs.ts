export interface Crumb {
  label: string;
  href: string | null;
  mono: boolean;
}

const SECTIONS: Record<string, string> = {
  stacks: "Stacks",
  secrets: "Secrets",
  activity: "Activity",
  projects: "Projects",
  admin: "Admin",
  account: "Account",
};

/** What stands in the top bar, from the address: `/prod/stacks/als/services/web` -> Stacks / als / web. The last has no link. */
export function crumbsOf(pathname: string): Crumb[] {
  const [environment = "", section = "", subject, , part] = pathname.split("/").filter(Boolean).map(decodeURIComponent);
  const name = SECTIONS[section];
  if (name === undefined) return [];
  const base = `/${encodeURIComponent(environment)}/${section}`;
  const crumbs: Crumb[] = [{ label: name, href: base, mono: false }];
  if (section === "stacks" && subject === "new") crumbs.push({ label: "New stack", href: null, mono: false });
  else if (section === "stacks" && subject !== undefined) crumbs.push({ label: subject, href: `${base}/${encodeURIComponent(subject)}`, mono: true });
  else if (section === "projects" && subject !== undefined) crumbs.push({ label: subject, href: null, mono: true });
  else if (section === "activity" && subject !== undefined) crumbs.push({ label: "Operation", href: null, mono: false });
  else if (section === "account" && subject === "api") crumbs.push({ label: "Deploy from CI", href: null, mono: false });
  if (section === "stacks" && part !== undefined) crumbs.push({ label: part, href: null, mono: true });
  return crumbs.map((crumb, at) => (at === crumbs.length - 1 ? { ...crumb, href: null } : crumb));
}
