import { parseImage } from "../names";

interface Family {
  /** Of the last word of the image's path. */
  image: RegExp;
  names: RegExp;
  /** Behind the name, as the image wants it. */
  suffix?: string;
}

/** Images whose own start script takes a value from the file that `NAME_FILE` names, and for which names. */
const FAMILIES: readonly Family[] = [
  { image: /^(postgres|postgis|pgvector|timescaledb(-ha)?)$/, names: /^POSTGRES_PASSWORD$/ },
  { image: /^(mysql|mysql-server|mariadb|percona(-server)?)$/, names: /^(MYSQL|MARIADB)_(ROOT_)?PASSWORD$/ },
  { image: /^mongo$/, names: /^MONGO_INITDB_ROOT_PASSWORD$/ },
  { image: /^wordpress$/, names: /^WORDPRESS_(DB_PASSWORD|(AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(KEY|SALT))$/ },
  { image: /^nextcloud$/, names: /^(NEXTCLOUD_ADMIN|MYSQL|POSTGRES|REDIS_HOST|SMTP)_PASSWORD$/ },
  { image: /^redmine$/, names: /^REDMINE_(DB_PASSWORD|SECRET_KEY_BASE)$/ },
  { image: /^joomla$/, names: /^JOOMLA_DB_PASSWORD$/ },
  { image: /^minio$/, names: /^MINIO_ROOT_PASSWORD$/ },
  { image: /^grafana(-oss|-enterprise)?$/, names: /^GF_[A-Z_]+$/, suffix: "__FILE" },
];

/** `POSTGRES_PASSWORD_FILE`: the variable that names a file in place of the value; null where nothing is known of the image. */
export function fileVariable(image: string, name: string): string | null {
  const base = parseImage(image)?.base ?? "";
  const family = FAMILIES.find((one) => one.image.test(base) && one.names.test(name));
  return family ? name + (family.suffix ?? "_FILE") : null;
}
