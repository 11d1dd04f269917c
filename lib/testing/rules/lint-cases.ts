// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the variables of compose files look like that
import type { ParseOptions } from "@/lib/compose/parse-compose";
import type { ImageFacts } from "@/lib/core/image-facts";
import { DEFAULT_POLICY } from "@/lib/core/policy";
import { plainSpec } from "@/lib/testing/spec";
import { factsOf } from "./image-facts";

const IMAGES: Record<string, ImageFacts> = {
  "app:1": factsOf(),
  "app:latest": factsOf({ digest: `sha256:${"d".repeat(64)}` }),
  "bare:1": factsOf({ healthcheck: null }),
  "postgres:16": factsOf({ volumes: ["/var/lib/postgresql/data"], healthcheck: null }),
  "postgres:18": factsOf({ volumes: ["/var/lib/postgresql"], healthcheck: null }),
  "keeper:1": factsOf({ volumes: ["/data"] }),
  "nginx:1": factsOf({ exposed: ["80/tcp"] }),
};

export type Change = Partial<ParseOptions> & { variables?: Record<string, string> };
export const options = (more: Change): ParseOptions => ({
  stackName: "demo",
  variables: {},
  policy: DEFAULT_POLICY,
  images: new Map(Object.entries(IMAGES)),
  ...more,
});
export const service = (name: string, image: string, lines = "") => `  ${name}:\n    image: ${image}\n${lines.replaceAll(/^(?=.)/gm, "    ")}`;
export const file = (...services: string[]) => `services:\n${services.join("")}`;
export const web = (image: string, lines = "") => file(service("web", image, lines));
const withData = (text: string) => `${text}volumes:\n  data:\n`;
const besides = (old: Partial<ReturnType<typeof plainSpec>>): Change => ({
  besides: new Map(["web", "db"].map((name) => [name, plainSpec({ ...old, name, image: "old:1" })])),
});

interface Case {
  rule: string;
  fires: string;
  quiet: string[];
  /** In which line it is said. */
  line: number;
  /** The text once the fix is applied; null when none is offered. */
  fixed: string | null;
  options?: Change;
}

export const CASES: Case[] = [
  {
    rule: "lint.image-volume",
    fires: web("keeper:1"),
    quiet: [
      withData(web("keeper:1", "volumes: [data:/data]\n")),
      web("keeper:1", "tmpfs: /data/\n"),
      web("keeper:1", "volumes: [/data]\n"),
      web("app:1"),
      web("unknown:1"),
    ],
    line: 3,
    fixed: `${web("keeper:1", "volumes:\n  - web-data:/data\n")}volumes:\n  web-data:\n`,
  },
  {
    rule: "lint.image-volume",
    fires: withData(web("keeper:1", "volumes:\n  - data:/srv\n")),
    quiet: [],
    line: 3,
    fixed: web("keeper:1", "volumes:\n  - web-data:/data\n  - data:/srv\n").concat("volumes:\n  web-data:\n  data:\n"),
  },
  {
    rule: "lint.image-volume-parent",
    fires: withData(file(service("db", "postgres:16", "volumes:\n  - data:/var/lib/postgresql\n"))),
    quiet: [withData(file(service("db", "postgres:16", "volumes: [data:/var/lib/postgresql/data]\n"))), withData(web("app:1", "volumes: [data:/var]\n"))],
    line: 5,
    fixed: withData(file(service("db", "postgres:16", "volumes:\n  - data:/var/lib/postgresql/data\n"))),
  },
  {
    rule: "lint.port-not-exposed",
    fires: web("nginx:1", "ports:\n  - target: 8080 # inside\n    published: 60010\n"),
    quiet: [],
    line: 6,
    fixed: web("nginx:1", "ports:\n  - target: 80 # inside\n    published: 60010\n"),
  },
  {
    rule: "lint.image-volume-child",
    fires: withData(file(service("db", "postgres:18", "volumes:\n  - {type: volume, source: data, target: /var/lib/postgresql/data}\n"))),
    quiet: [withData(file(service("db", "postgres:18", "volumes: [data:/var/lib/postgresql]\n")))],
    line: 5,
    fixed: withData(file(service("db", "postgres:18", "volumes:\n  - {type: volume, source: data, target: /var/lib/postgresql}\n"))),
  },
  {
    rule: "lint.anonymous-volume",
    fires: web("app:1", "volumes:\n  - /cache\n"),
    quiet: [withData(web("app:1", "volumes: [data:/cache]\n")), web("app:1", "tmpfs: /cache\n")],
    line: 5,
    fixed: `${web("app:1", "volumes:\n  - web-cache:/cache\n")}volumes:\n  web-cache:\n`,
  },
  {
    rule: "lint.database-without-volume",
    fires: file(service("db", "mysql:8")),
    quiet: [withData(file(service("db", "mysql:8", "volumes: [data:/var/lib/mysql]\n"))), web("app:1"), file(service("db", "mysql:8", "scale: 0\n"))],
    line: 3,
    fixed: `${file(service("db", "mysql:8", "volumes:\n  - db-mysql:/var/lib/mysql\n"))}volumes:\n  db-mysql:\n`,
  },
  {
    rule: "lint.database-without-volume",
    fires: file(service("db", "team/my-mysql:8")),
    quiet: [withData(file(service("db", "team/my-mysql:8", "volumes: [data:/x]\n"))), file(service("db", "team/mysql-exporter:8"))],
    line: 3,
    fixed: null,
  },
  {
    rule: "lint.database-volume-scale",
    fires: withData(file(service("db", "mysql:8", "scale: 2\nvolumes: [data:/x]\n"))),
    quiet: [withData(file(service("db", "mysql:8", "volumes: [data:/x]\n")))],
    line: 5,
    fixed: withData(file(service("db", "mysql:8", "scale: 1\nvolumes: [data:/x]\n"))),
  },
  {
    rule: "lint.database-scale",
    fires: file(service("cache", "redis:7", "deploy:\n  replicas: 3\n")),
    quiet: [file(service("cache", "redis:7")), web("app:1", "scale: 3\n")],
    line: 5,
    fixed: file(service("cache", "redis:7", "deploy:\n  replicas: 1\n")),
  },
  {
    rule: "lint.shared-volume",
    fires: withData(web("app:1", "scale: 2\nvolumes: [data:/srv]\n")),
    quiet: [withData(web("app:1", "scale: 2\nvolumes: [data:/srv:ro]\n")), withData(web("app:1", "volumes: [data:/srv]\n"))],
    line: 5,
    fixed: withData(web("app:1", "scale: 1\nvolumes: [data:/srv]\n")),
  },
  {
    rule: "lint.latest",
    fires: web("app:latest"),
    quiet: [web("app:1"), web(`app@sha256:${"a".repeat(64)}`)],
    line: 3,
    fixed: web(`app:latest@sha256:${"d".repeat(64)}`),
  },
  { rule: "lint.latest", fires: web("other"), quiet: [], line: 3, fixed: null },
  {
    rule: "lint.no-healthcheck",
    fires: web("bare:1"),
    quiet: [
      web("app:1"),
      web("bare:1", "healthcheck: {test: x}\n"),
      web("bare:1", "healthcheck: {disable: true}\n"),
      web("unknown:1", "healthcheck: {interval: 5s}\n"),
    ],
    line: 2,
    fixed: null,
  },
  {
    rule: "lint.no-healthcheck",
    fires: file(service("cache", "redis:7")),
    quiet: [],
    line: 2,
    fixed: file(service("cache", "redis:7", 'healthcheck:\n  test: ["CMD", "redis-cli", "ping"]\n  interval: 10s\n')),
  },
  {
    rule: "lint.unchecked-dependency",
    fires: file(service("web", "app:1", "depends_on: {job: {condition: service_healthy}}\n"), service("job", "bare:1")),
    quiet: [
      file(service("web", "app:1", "depends_on: {job: {condition: service_healthy}}\n"), service("job", "app:1")),
      file(service("web", "app:1", "depends_on: {job: {condition: service_healthy}}\n"), service("job", "unknown:1", "healthcheck: {interval: 5s}\n")),
      file(service("web", "app:1", "depends_on: [job]\n"), service("job", "bare:1")),
    ],
    line: 4,
    fixed: file(service("web", "app:1", "depends_on: {job: {condition: service_started}}\n"), service("job", "bare:1")),
  },
  {
    rule: "lint.never-healthy",
    fires: file(service("web", "app:1", "depends_on:\n  job:\n    condition: service_healthy\n"), service("job", "app:1", "healthcheck: {disable: true}\n")),
    quiet: [file(service("web", "app:1", "depends_on: {job: {condition: service_healthy}}\n"), service("job", "app:1"))],
    line: 5,
    fixed: file(service("web", "app:1", "depends_on:\n  job:\n    condition: service_started\n"), service("job", "app:1", "healthcheck: {disable: true}\n")),
  },
  {
    rule: "lint.never-completes",
    fires: file(service("web", "app:1", "depends_on: {job: {condition: service_completed_successfully}}\n"), service("job", "app:1", "restart: always\n")),
    quiet: [file(service("web", "app:1", "depends_on: {job: {condition: service_completed_successfully}}\n"), service("job", "app:1"))],
    line: 4,
    fixed: file(service("web", "app:1", "depends_on: {job: {condition: service_completed_successfully}}\n"), service("job", "app:1", 'restart: "no"\n')),
  },
  {
    rule: "lint.port-not-exposed",
    fires: web("nginx:1", "ports:\n  - 60010:8080\n"),
    quiet: [
      web("nginx:1", "ports: [80]\n"),
      web("app:1", "ports: [8080]\n"),
      web("unknown:1", "ports: [8080]\n"),
      web("nginx:1", "ports: [8080]\nexpose: [8080]\n"),
      web("nginx:1", "ports: [8080]\ncommand: serve --port 8080\n"),
      web("nginx:1", "ports: [8080]\nenvironment: {PORT: 8080}\n"),
    ],
    line: 5,
    fixed: web("nginx:1", 'ports:\n  - "60010:80"\n'),
  },
  {
    rule: "policy.ports",
    fires: web("app:1", "scale: 2\nports: ['60010:80']\n"),
    quiet: [web("app:1", "scale: 2\nports: [80]\n"), web("app:1", "ports: ['60010:80']\n")],
    line: 5,
    fixed: web("app:1", 'scale: 2\nports: ["80"]\n'),
  },
  {
    rule: "lint.start-first-port",
    fires: web("app:1", "ports: ['60010:80/udp']\n"),
    quiet: [web("app:1", "ports: ['60011:80/udp']\n"), web("app:1", "ports: [80]\n")],
    line: 4,
    fixed: web("app:1", 'ports: ["80/udp"]\n'),
    options: besides({ ports: [{ target: 80, protocol: "udp", published: 60010 }] }),
  },
  {
    rule: "lint.start-first-port",
    fires: web("app:1", "ports:\n  - target: 80\n    published: 60010\ndeploy: {update_config: {order: start-first}}\n"),
    quiet: [
      web("app:1", "ports: ['60010:80']\ndeploy: {update_config: {order: stop-first}}\n"),
      web("app:1", "ports: [80]\ndeploy: {update_config: {order: start-first}}\n"),
      web("app:1", "ports: ['60010:80']\n"),
    ],
    line: 6,
    fixed: web("app:1", "ports:\n  - target: 80\ndeploy: {update_config: {order: start-first}}\n"),
  },
  {
    rule: "lint.start-first-address",
    fires: web("app:1", "x-spindle: {retain_ip: true}\ndeploy: {update_config: {order: start-first}}\n"),
    quiet: [web("app:1", "x-spindle: {retain_ip: true}\n"), web("app:1", "deploy: {update_config: {order: start-first}}\n")],
    line: 4,
    fixed: null,
  },
  {
    rule: "lint.start-first-name",
    fires: web("app:1", "container_name: demo-web\n"),
    quiet: [web("app:1")],
    line: 4,
    fixed: web("app:1"),
    options: besides({}),
  },
  {
    rule: "lint.start-first-data",
    fires: withData(file(service("db", "mysql:8", "volumes: [data:/x]\n"))),
    quiet: [withData(web("app:1", "volumes: [data:/x]\n"))],
    line: 4,
    fixed: null,
    options: besides({}),
  },
  {
    rule: "lint.plain-secret",
    fires: web("app:1", "environment:\n  DB_PASSWORD: hunter2\n"),
    quiet: [
      web("app:1", "environment:\n  DB_PASSWORD: ${DB_PASSWORD:-x}\n"),
      web("app:1", "environment:\n  DB_PASSWORD_FILE: /run/secrets/db\n"),
      web("app:1", "environment:\n  TOKEN_TTL: 3600\n  TOKEN_LIFETIME: 3600\n  PASSWORD_POLICY: strict\n  SECRET_BACKEND: vault\n"),
      web("app:1", "environment:\n  DB_PASSWORD: vault:kv/db\n  URL: http://db:5432/a@b\n  DATABASE_URL: 'postgres://ada@db/app'\n"),
      web("app:1", "environment:\n  DATABASE_URL: 'postgres://ada:${DB_PASSWORD:-x}@db/app'\n"),
      web("app:1", "environment:\n  ALLOW_EMPTY_PASSWORD: yes\n"),
      web("app:1", "environment:\n  COMPASS: north\n  MONKEY: tree\n  KEYBOARD: us\n"),
    ],
    line: 5,
    fixed: web("app:1", 'environment:\n  DB_PASSWORD: "${DB_PASSWORD}"\n'),
  },
  {
    rule: "lint.plain-secret",
    fires: web("app:1", "environment:\n  # of the team\n  DATABASE_URL: postgres://ada:hunter2@db/app # never changes\n"),
    quiet: [],
    line: 6,
    fixed: web("app:1", "environment:\n  # of the team\n  DATABASE_URL: postgres://ada:${DATABASE_URL_PASSWORD}@db/app # never changes\n"),
  },
  {
    rule: "lint.plain-secret",
    fires: web("app:1", `environment: [AUTH=ghp_${"a1".repeat(18)}]\n`),
    quiet: [],
    line: 4,
    fixed: web("app:1", 'environment: ["AUTH=${AUTH}"]\n'),
  },
  {
    rule: "lint.plain-secret",
    fires: web("app:1", "environment: ['API_KEY=pa$$word', A=b]\n"),
    quiet: [],
    line: 4,
    fixed: web("app:1", 'environment: ["API_KEY=${API_KEY}", A=b]\n'),
  },
  {
    rule: "lint.plain-secret",
    fires: withData(file(service("db", "postgres:16", "volumes: [data:/var/lib/postgresql/data]\nenvironment:\n  POSTGRES_PASSWORD: hunter2 # of ada\n"))),
    quiet: [],
    line: 6,
    fixed: `${withData(
      file(
        service(
          "db",
          "postgres:16",
          "secrets:\n  - postgres-password\nvolumes: [data:/var/lib/postgresql/data]\nenvironment:\n  POSTGRES_PASSWORD_FILE: /run/secrets/postgres-password # of ada\n",
        ),
      ),
    )}secrets:\n  postgres-password: { external: true }\n`,
  },
  {
    rule: "lint.plain-secret",
    fires: `${web("registry.example.org/team/grafana:11", "secrets: [key]\nenvironment:\n  - GF_SECURITY_ADMIN_PASSWORD=hunter2\n")}secrets:\n  key: { external: true }\n`,
    quiet: [],
    line: 6,
    fixed: `${web(
      "registry.example.org/team/grafana:11",
      'secrets: ["gf-security-admin-password", key]\nenvironment:\n  - GF_SECURITY_ADMIN_PASSWORD__FILE=/run/secrets/gf-security-admin-password\n',
    )}secrets:\n  gf-security-admin-password: { external: true }\n  key: { external: true }\n`,
    options: { own: { volumesOutsideStack: [], secrets: ["key"] } },
  },
  {
    rule: "lint.plain-secret",
    fires: web("app:1", "environment:\n  API_KEY: |\n    one\n    two\n"),
    quiet: [],
    line: 5,
    fixed: web("app:1", 'environment:\n  API_KEY: "${API_KEY}"\n'),
  },
  {
    rule: "lint.unused-volume",
    fires: withData(web("app:1")),
    quiet: [withData(web("app:1", "volumes: [data:/x]\n"))],
    line: 5,
    fixed: web("app:1"),
  },
  {
    rule: "lint.unused-volume",
    fires: `${web("app:1")}volumes:\n  # of the team\n  data:\n`,
    quiet: [],
    line: 6,
    fixed: `${web("app:1")}volumes:\n  # of the team\n`,
  },
  {
    rule: "lint.unused-config",
    fires: `${web("app:1")}configs:\n  a:\n    content: x\n`,
    quiet: [`${web("app:1", "configs: [a]\n")}configs:\n  a:\n    content: x\n`],
    line: 5,
    fixed: web("app:1"),
  },
  {
    rule: "lint.unused-secret",
    fires: `${web("app:1")}secrets:\n  key: {external: true}\n`,
    quiet: [`${web("app:1", "secrets: [key]\n")}secrets:\n  key: {external: true}\n`],
    line: 5,
    fixed: web("app:1"),
    options: { own: { volumesOutsideStack: [], secrets: ["key"] } },
  },
  {
    rule: "lint.unused-network",
    fires: `${web("app:1")}networks:\n  back:\n  front:\n`,
    quiet: [`${web("app:1", "networks: [back]\n")}networks:\n  back:\n`],
    line: 5,
    fixed: `${web("app:1")}networks:\n  front:\n`,
  },
];
