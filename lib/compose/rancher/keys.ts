import { type Entry, isNull } from "../node";
import { drop, type Page, plainOf, set } from "./edits";
import { translateHealthCheck } from "./health-check";
import { flag, readAs, refuseRancher, without } from "./say";
import { translateStrategy } from "./strategy";

type Translator = (page: Page, entry: Entry) => void;

const none =
  (why: string): Translator =>
  (page, entry) => {
    drop(page.edits, entry);
    if (!isNull(entry.value)) without(page, entry, entry.key, why);
  };

const refused =
  (why: string): Translator =>
  (page, entry) => {
    drop(page.edits, entry);
    refuseRancher(page, entry, entry.key, `${entry.key} is not allowed. ${why}`);
  };

const BALANCER = "Load balancers of Rancher are not run here. Publish the port of the service itself under `ports`; its name answers with every copy.";
const DRIVERS = "It would put a driver of your own into the engine that everybody shares.";
const OUTSIDE = "A service runs containers here. Write the address where it is used, for example under `environment`.";

/** What only Rancher has in a service, in either file. `scale` and what else decides a number is in scale.ts. */
export const RANCHER_KEYS: Record<string, Translator> = {
  health_check: translateHealthCheck,
  upgrade_strategy: translateStrategy,
  retain_ip: (page, entry) => {
    drop(page.edits, entry);
    if (flag(page, entry.value, "retain_ip") !== true) return;
    set(page, entry, "x-spindle", true, "retain_ip");
    readAs(
      page,
      entry,
      "retain_ip",
      { "x-spindle": { retain_ip: true } },
      "Each container number keeps its address over upgrades, so new ones cannot start first.",
    );
  },
  metadata: (page, entry) => {
    drop(page.edits, entry);
    if (isNull(entry.value)) return;
    set(page, entry, "x-metadata", plainOf(entry.value));
    const why = "There is no metadata service to ask. It is kept in the file as `x-metadata`; what a program needs belongs under `environment`.";
    without(page, entry, "metadata", why);
  },
  scale_policy: () => undefined,
  start_on_create: () => undefined,
  drain_timeout_ms: none("There is no load balancer that could drain. How long a container may take to stop is `stop_grace_period`."),
  milli_cpu_reservation: none("One machine cannot keep processors free; `cpus` limits them."),
  load_balancer_config: refused(BALANCER),
  lb_config: refused(BALANCER),
  default_cert: refused(BALANCER),
  certs: refused(BALANCER),
  external_ips: refused(OUTSIDE),
  storage_driver: refused(DRIVERS),
  network_driver: refused(DRIVERS),
  type: none("What a service is shows in its other keys."),
  vip: none("The name of a service answers with every copy."),
  fqdn: none("Names outside the stack are the platform's."),
  service_schemas: none("Nothing here reads it."),
};

const IMAGES: Record<string, string> = {
  "rancher/lb-service-haproxy": BALANCER,
  "rancher/load-balancer-service": BALANCER,
  "rancher/dns-service":
    "It only gave another name to a service. Write that name under `networks`, `default`, `aliases` of the service meant, and remove this one.",
  "rancher/external-service": OUTSIDE,
  "rancher/none": "Rancher used it for a sidekick that was taken out. Remove the service.",
};

/** Images that were words to Rancher and programs to nobody. */
export function refusePseudoImage(page: Page, image: Entry | undefined): void {
  if (image?.value.kind !== "scalar" || typeof image.value.value !== "string") return;
  const name = image.value.value.replace(/:[^/]*$/, "");
  const why = Object.hasOwn(IMAGES, name) ? IMAGES[name] : undefined;
  if (why === undefined) return;
  page.edits.touched = true;
  refuseRancher(page, image.value, "image", `${name} is a part of Rancher and no image of a program. ${why}`);
}
