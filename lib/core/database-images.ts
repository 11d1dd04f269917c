const DATABASE =
  /^(postgres(ql)?|postgis|timescale(db)?|pgvector|mysql|mariadb|percona|mongo(db)?|redis|valkey|keydb|influxdb|elasticsearch|opensearch|cassandra|scylla(db)?|couchdb|couchbase|clickhouse|cockroach(db)?|neo4j|rethinkdb|arangodb|questdb|etcd|rabbitmq|memgraph|victoriametrics|db|database)\d*$/;

/** Words of what stands beside a database: it holds no data itself. */
const BESIDE =
  /^(exporter|backups?|dump|restore|admin|express|commander|insight|proxy|router|client|cli|shell|operator|ui|gui|web|lab|browser|viewer|dashboards?|migrat(e|or|ions?)|init|seed|bouncer|manager|monitor|metrics|curator|sync|tools?|api|app|worker|agent|connector|test)$/;

/** The last word of an image's path, without tag and digest: `postgres` of `library/postgres:16`. */
const baseOf = (image: string): string => (image.replace(/@.*$/, "").split("/").at(-1) ?? "").replace(/:.*$/, "").toLowerCase();

/** Whether an image is a database, by its name: `redis:7` and `mysql-server` are, `postgres-exporter` is not. */
export function isDatabaseImage(image: string): boolean {
  const words = baseOf(image).split(/[._-]+/);
  return words.some((word) => DATABASE.test(word)) && !words.some((word) => BESIDE.test(word));
}

/** Repositories of which it is known where they keep their data, by what they declare themselves. */
const HOMES: { repository: RegExp; path: (tag: string) => string | null }[] = [
  { repository: /^(library\/)?postgres$|^postgis\/postgis$|^pgvector\/pgvector$|^timescale\/timescaledb$/, path: homeOfPostgres },
  { repository: /^(library\/)?(mysql|mariadb|percona)$/, path: () => "/var/lib/mysql" },
  { repository: /^(library\/)?mongo$/, path: () => "/data/db" },
  { repository: /^(library\/)?redis$|^valkey\/valkey$/, path: () => "/data" },
  { repository: /^(library\/)?rabbitmq$/, path: () => "/var/lib/rabbitmq" },
  { repository: /^(library\/)?cassandra$/, path: () => "/var/lib/cassandra" },
  { repository: /^(library\/)?couchdb$/, path: () => "/opt/couchdb/data" },
  { repository: /^(library\/)?neo4j$/, path: () => "/data" },
  { repository: /^clickhouse\/clickhouse-server$/, path: () => "/var/lib/clickhouse" },
];

/** From version 18 on it is the directory above: the data itself lies in one named after the version. */
function homeOfPostgres(tag: string): string | null {
  const version = /^(?:(?:latest|[\d.]+(?:-\w+)?)-)?pg(\d+)/.exec(tag)?.[1] ?? /^(\d+)/.exec(tag)?.[1];
  if (version === undefined) return null;
  return Number(version) >= 18 ? "/var/lib/postgresql" : "/var/lib/postgresql/data";
}

/** Where an image keeps its data, as far as its name says: for as long as the image itself is not here to be asked. */
export function dataHomeOf(image: string): string | null {
  const [, name = "", tag = "latest"] = /^(?:docker\.io\/)?([^@:]+)(?::([^@]+))?(?:@.*)?$/.exec(image) ?? [];
  return HOMES.find(({ repository }) => repository.test(name))?.path(tag) ?? null;
}
