export interface Example {
  id: string;
  title: string;
  /** What it shows, in one line. */
  about: string;
  compose: string;
}

/** Runs on the images that `npm run images` makes, so a first success needs no registry. */
export const SAMPLE: Example = {
  id: "sample",
  title: "Sample stack",
  about: "A small web server and a worker that writes logs; needs no registry.",
  compose: `# web answers with its version; worker writes a few log lines a second.
services:
  web:
    image: spindle/demo:v1
    ports:
      - "8080" # any free host port
  worker:
    image: spindle/demo-logger:1
    depends_on: [web]
`,
};

const WEB_WITH_DATABASE: Example = {
  id: "web-database",
  title: "Web app with a database",
  about: "A volume that outlives upgrades, a health check, and a start order.",
  compose: `services:
  web:
    image: nginx:1.27
    ports:
      - "80"
    depends_on:
      db:
        condition: service_healthy
    deploy:
      resources:
        limits: { cpus: "0.5", memory: 256m }
  db:
    image: postgres:16.4
    environment:
      POSTGRES_DB: beamline
      POSTGRES_PASSWORD: \${DB_PASSWORD:-change-me}
    volumes:
      - data:/var/lib/postgresql/data
    healthcheck:
      test: pg_isready -U postgres
      interval: 10s
      retries: 5
    stop_grace_period: 1m
volumes:
  data:
`,
};

const WORKERS_WITH_QUEUE: Example = {
  id: "workers-queue",
  title: "Workers behind a queue",
  about: "Several copies of one worker, locked down, on a network without a way out.",
  compose: `x-worker: &worker
  image: python:3.13-slim
  command: ["python", "-m", "http.server", "8000"]
  user: "1000:1000"
  read_only: true
  tmpfs: /tmp:size=64m
  restart: on-failure:5
services:
  queue:
    image: redis:7.4
    volumes:
      - queue:/data
    networks: [inside]
    healthcheck:
      test: ["CMD", "redis-cli", "ping"]
      interval: 5s
  analysis:
    <<: *worker
    scale: 3
    depends_on: [queue]
    networks: [inside]
    environment:
      QUEUE_URL: redis://queue:6379
networks:
  inside:
    internal: true
volumes:
  queue:
`,
};

/** What "Examples" offers; each is accepted as it stands. */
export const EXAMPLES: Example[] = [SAMPLE, WEB_WITH_DATABASE, WORKERS_WITH_QUEUE];
