import { expect, test } from "vitest";
import { dataHomeOf, isDatabaseImage } from "./database-images";

test.each([
  ...["postgres:16", "docker.io/library/redis", "registry.example.org:5000/team/my-postgres:1", "mysql-server", "redis/redis-stack-server:7", "influxdb2"],
  ...["timescale/timescaledb:latest-pg16", "spindle-e2e/tiny-db:1", "team/database@sha256:aa", "clickhouse/clickhouse-server", "bitnami/mongodb"],
])("%s is a database", (image) => expect(isDatabaseImage(image)).toBe(true));

test.each([
  ...["prometheuscommunity/postgres-exporter", "prodrigestivill/postgres-backup-local", "redis-commander", "mongo-express", "redis/redisinsight"],
  ...["linuxserver/couchpotato", "team/db-migrate:1", "mysql-client", "phpmyadmin", "adminer", "dpage/pgadmin4", "edoburu/pgbouncer", "db-api", "nginx", ""],
  ...["registry.postgres.example.org/web:1", "team/postgres/web"],
])("%s is none", (image) => expect(isDatabaseImage(image)).toBe(false));

test.each([
  ["postgres:16", "/var/lib/postgresql/data"],
  ["postgres:17.2-alpine", "/var/lib/postgresql/data"],
  ["docker.io/library/postgres:18", "/var/lib/postgresql"],
  ["postgres", null],
  ["postgres:alpine", null],
  ["pgvector/pgvector:pg17", "/var/lib/postgresql/data"],
  ["postgis/postgis:16-3.4", "/var/lib/postgresql/data"],
  ["timescale/timescaledb:2.14.2-pg15", "/var/lib/postgresql/data"],
  ["timescale/timescaledb:latest-pg18", "/var/lib/postgresql"],
  ["mariadb:11@sha256:aa", "/var/lib/mysql"],
  ["team/postgres:16", null],
  ["registry.example.org/postgres:16", null],
  ["redis", "/data"],
])("%s keeps its data in %s", (image, path) => expect(dataHomeOf(image)).toBe(path));
