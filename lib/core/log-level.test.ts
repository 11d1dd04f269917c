import { describe, expect, test } from "vitest";
import { type LogLevel, levelOf } from "./log-level";

/** Lines as the programs of this world write them. */
const SAMPLES: Record<string, [LogLevel | null, string][]> = {
  json: [
    ["error", '{"level":"error","msg":"no"}'],
    ["warn", '{"ts":"2026-11-25T10:41:52Z","severity":"WARNING","message":"slow"}'],
    ["info", '{"level":30,"time":1764067312118,"pid":1,"msg":"listening"}'],
    ["error", '{"level":50,"msg":"pino"}'],
    ["debug", '{"level":20,"msg":"pino"}'],
    ["error", '{"@t":"2026-11-25T10:41:52Z","@l":"Fatal","@m":"serilog"}'],
    ["warn", `{"message":"${"long ".repeat(200)}","levelname":"WARNING"}`],
    ["info", '{"t":{"$date":"2026-11-25T10:41:52Z"},"s":"I","c":"NETWORK","msg":"mongod"}'],
    ["error", '{"PRIORITY":"3","priority":3,"MESSAGE":"journald"}'],
    ["error", '{"remote":"10.0.0.1","status":502,"path":"/error"}'],
    ["warn", '{"status":"404"}'],
    [null, '{"msg":"an error that says no level"}'],
    ["info", '{"log.level":"info","message":"ecs"}'],
  ],
  logfmt: [
    ["info", 'time=1 level=info msg="an error in the text"'],
    ["error", 'time="2026-11-25T10:41:52Z" level=fatal msg="no disk"'],
    ["warn", "ts=2026-11-25T10:41:52Z caller=main.go:12 level=warn component=tsdb"],
    ["error", "t=2026-11-25T10:41:52+0000 lvl=eror msg=grafana"],
    ["debug", 'time=2026-11-25T10:41:52Z level=DEBUG+2 msg="slog"'],
    ["info", "severity=NOTICE x=1"],
  ],
  klog: [
    ["info", "I1125 10:41:52.118000       1 server.go:12] Starting, no error"],
    ["warn", "W1125 10:41:52.118000       1 reflector.go:3] watch ended"],
    ["error", "E1125 10:41:52.118000       1 controller.go:9] sync failed"],
    ["error", "F1125 10:41:52.118000       1 main.go:9] cannot start"],
  ],
  python: [
    ["error", "2026-11-25 10:41:52,118 - beamline.scans - ERROR - detector is gone"],
    ["warn", "WARNING:root:disk is nearly full"],
    ["info", "[2026-11-25 10:41:52 +0000] [31] [INFO] Booting worker with pid: 31"],
    ["info", 'INFO:     127.0.0.1:5 - "GET /error HTTP/1.1" 200 OK'],
    ["debug", "10:41:52 DEBUG    asyncio:selector_events.py:54 Using selector"],
    ["error", "CRITICAL:root:out of memory"],
    ["error", "Traceback (most recent call last):"],
    ["error", "ValueError: invalid literal for int()"],
    ["error", "sqlalchemy.exc.OperationalError: no such table"],
    [null, '  File "/app/main.py", line 3, in <module>'],
  ],
  nginx: [
    ["info", '10.0.0.1 - elvis [25/Nov/2026:10:41:52 +0000] "GET /api/scans HTTP/1.1" 200 612 "-" "curl/8.5"'],
    ["warn", '10.0.0.1 - - [25/Nov/2026:10:41:52 +0000] "GET /favicon.ico HTTP/1.1" 404 153 "-" "Mozilla/5.0"'],
    ["error", '10.0.0.1 - - [25/Nov/2026:10:41:52 +0000] "POST /api HTTP/1.1" 502 157 "-" "Mozilla/5.0"'],
    ["error", "2026/11/25 10:41:52 [error] 31#31: *5 connect() failed (111: Connection refused)"],
    ["warn", "2026/11/25 10:41:52 [warn] 1#1: conflicting server name"],
    ["info", "2026/11/25 10:41:52 [notice] 1#1: start worker processes"],
    ["error", "2026/11/25 10:41:52 [crit] 31#31: SSL_write() failed"],
    ["error", "2026/11/25 10:41:52 [emerg] 1#1: host not found in upstream"],
    ["error", "[Wed Nov 25 10:41:52.118 2026] [core:error] [pid 31] AH00126: Invalid URI"],
  ],
  java: [
    ["info", "2026-11-25 10:41:52.118  INFO 1 --- [main] o.s.b.w.e.tomcat.TomcatWebServer : started"],
    ["error", "2026-11-25T10:41:52.118Z ERROR 1 --- [nio-8080-exec-1] c.f.Bar : failed"],
    ["warn", "10:41:52.118 [main] WARN  org.hibernate.orm - deprecated"],
    ["debug", "10:41:52.118 [main] TRACE com.foo.Bar - in"],
    ["error", "SEVERE: Servlet.service() threw"],
    ["warn", "WARNING: An illegal reflective access has occurred"],
    ["debug", "FINE: details"],
    ["info", "[2026-11-25T10:41:52,118][INFO ][o.e.n.Node] [node-1] started"],
    ["info", "[2026-11-25 10:41:52,118] INFO [KafkaServer id=0] started (kafka.server.KafkaServer)"],
    ["error", 'Exception in thread "main" java.lang.NullPointerException'],
    ["error", "java.lang.IllegalStateException: no"],
    ["error", "Caused by: java.net.ConnectException: refused"],
    [null, "\tat com.foo.Bar.baz(Bar.java:31)"],
  ],
  syslog: [
    ["error", "<3>kernel: oops"],
    ["info", "<34>1 2026-11-25T10:41:52Z host su - ID47 - 'su root' failed".replace("<34>", "<30>")],
    ["error", "<34>1 2026-11-25T10:41:52Z host su - ID47 - critical by its number"],
    ["debug", "<191>debugging"],
  ],
  bracketed: [
    ["warn", "[warn] slow"],
    ["error", "[10:41:52 ERR] serilog"],
    ["info", "10:41AM INF zerolog"],
    ["info", "[2026-11-25T10:41:52Z INFO  app] env_logger"],
    ["error", "[2026-11-25 10:41:52] production.ERROR: laravel"],
    ["info", "I, [2026-11-25T10:41:52.118 #31]  INFO -- : rails"],
    ["info", "info: Microsoft.Hosting.Lifetime[0]"],
    ["error", "fail: Microsoft.AspNetCore.Server.Kestrel[13]"],
    ["debug", "dbug: Program[0]"],
    ["warn", "2026-11-25T10:41:52.118Z 0 [Warning] [MY-010068] CA certificate is self signed."],
    ["info", "2026-11-25T10:41:52.118Z 0 [Note] [MY-010069] ready"],
    ["error", '2026-11-25 10:41:52.118 UTC [31] ERROR:  relation "scans" does not exist'],
    ["info", "2026-11-25 10:41:52.118 UTC [31] LOG:  checkpoint starting: time"],
    ["error", "2026-11-25 10:41:52.118 UTC [31] FATAL:  the database system is starting up"],
    ["info", "1:M 25 Nov 2026 10:41:52.118 * Ready to accept connections"],
    ["warn", "1:M 25 Nov 2026 10:41:52.118 # Memory overcommit must be enabled"],
    ["info", "[10:41:52.118] INFO (31): pino-pretty"],
    ["debug", "10:41:52.118 [debug] elixir"],
    ["info", "2026-11-25T10:41:52.118Z\tINFO\tcmd/main.go:12\tzap console"],
    ["error", "panic: runtime error: index out of range"],
  ],
  coloured: [
    ["error", "\x1b[31merror\x1b[0m red"],
    ["info", "\x1b[32mINFO\x1b[0m line 00000042"],
    ["warn", "2026-11-25 \x1b[1;33mWARN\x1b[0m slow"],
    ["error", "\x1b[38:5:196mERROR\x1b[m colons"],
  ],
  "no level": [
    [null, "0 errors found"],
    [null, "plain"],
    [null, "informed"],
    [null, "GET /error-page/info 44ms"],
    [null, "no error was seen"],
    [null, "system is up, all is fine"],
    [null, "an-error in a name"],
    [null, "Terror"],
    [null, ""],
    [null, "listening on :8080"],
    [null, "logging in"],
  ],
};

describe.each(Object.entries(SAMPLES))("%s", (_format, samples) => {
  test.each(samples)("%s: %s", (level, text) => {
    expect(levelOf(text)).toBe(level);
  });
});

test("a line that wants to be slow to read is read all the same", () => {
  const hostile = [
    "[".repeat(1_000_000),
    "error-".repeat(200_000),
    `{"level"${" ".repeat(1_000_000)}`,
    `- - [${"x".repeat(1_000_000)}] "`,
    " ".repeat(1_000_000),
    '"'.repeat(1_000_000),
    "\x1b[".repeat(300_000),
  ];
  expect(hostile.map(levelOf)).toEqual(hostile.map(() => null));
});
