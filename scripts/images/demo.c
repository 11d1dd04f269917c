/* The one program of Spindle's test images: a tiny web server, a logger, and the ways in which services go wrong. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long number_of(const char *name, long otherwise) {
  const char *text = getenv(name);
  return text && *text ? atol(text) : otherwise;
}

static const char *version(void) {
  const char *text = getenv("VERSION");
  return text ? text : "unknown";
}

static double seconds_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

static void pause_for(double seconds) {
  struct timespec time = {(time_t)seconds, (long)((seconds - (time_t)seconds) * 1e9)};
  nanosleep(&time, NULL);
}

static void stop(int signal) {
  (void)signal;
  static const char bye[] = "stopping\n";
  if (write(1, bye, sizeof bye - 1) < 0) _exit(1);
  _exit(0);
}

static struct sockaddr_in address_of(const char *ip) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)number_of("PORT", 8080))};
  inet_pton(AF_INET, ip, &address.sin_addr);
  return address;
}

static void limit_waiting(int socket) {
  struct timeval limit = {2, 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

static void answer(int client, int status, const char *reason, const char *body) {
  char text[1024];
  int length = snprintf(text, sizeof text, "HTTP/1.1 %d %s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s",
                        status, reason, strlen(body), body);
  if (write(client, text, (size_t)length) < 0) return;
}

/* healthy_after: seconds until /healthz says so; negative for never. */
static void respond(int client, double healthy_after, double started) {
  char request[2048], path[256] = "/", host[256] = "", body[512];
  limit_waiting(client);
  ssize_t got = read(client, request, sizeof request - 1);
  if (got <= 0) return;
  request[got] = 0;
  if (sscanf(request, "%*s %255s", path) != 1) return;
  gethostname(host, sizeof host - 1);
  int healthy = healthy_after >= 0 && seconds_now() - started >= healthy_after;
  if (strcmp(path, "/healthz") == 0) {
    answer(client, healthy ? 200 : 503, healthy ? "OK" : "Service Unavailable", healthy ? "ok\n" : "not ready\n");
    return;
  }
  if (strcmp(path, "/version") == 0) snprintf(body, sizeof body, "%s\n", version());
  else snprintf(body, sizeof body, "demo %s on %s\n", version(), host);
  answer(client, 200, "OK", body);
  printf("GET %s 200\n", path);
  fflush(stdout);
}

static int serve(double healthy_after) {
  double started = seconds_now();
  int one = 1, listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  struct sockaddr_in address = address_of("0.0.0.0");
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 128) < 0) {
    fprintf(stderr, "cannot listen on port %ld: %s\n", number_of("PORT", 8080), strerror(errno));
    return 1;
  }
  printf("demo %s listening on port %ld\n", version(), number_of("PORT", 8080));
  fflush(stdout);
  for (;;) {
    int client = accept(listener, NULL, NULL);
    if (client < 0) continue;
    respond(client, healthy_after, started);
    close(client);
  }
}

/* The health check: asks the server in the same container. */
static int health(void) {
  char reply[256] = "";
  int probe = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = address_of("127.0.0.1");
  static const char request[] = "GET /healthz HTTP/1.0\r\n\r\n";
  limit_waiting(probe);
  if (connect(probe, (struct sockaddr *)&address, sizeof address) < 0) {
    printf("cannot connect: %s\n", strerror(errno));
    return 1;
  }
  if (write(probe, request, sizeof request - 1) < 0 || read(probe, reply, sizeof reply - 1) <= 0) return 1;
  int status = 0;
  if (sscanf(reply, "HTTP/1.%*d %d", &status) != 1) return 1;
  printf("healthz answered %d\n", status);
  return status == 200 ? 0 : 1;
}

/* RATE lines a second (0: as fast as it goes), LINES in all (0: for ever), every STDERR_EVERY-th on stderr (0: none). */
static _Noreturn void logger(void) {
  static const char *levels[] = {"\033[32mINFO\033[0m", "\033[36mDEBUG\033[0m", "\033[33mWARN\033[0m", "\033[1;31mERROR\033[0m"};
  static const char *words[] = {"café crème", "日本語テキスト", "Здравствуйте", "π ≈ 3.14159", "🚀 launched", "plain words only"};
  long rate = number_of("RATE", 50), lines = number_of("LINES", 0), every = number_of("STDERR_EVERY", 10);
  double started = seconds_now();
  setvbuf(stdout, NULL, _IOFBF, 1 << 16);
  for (long line = 1; lines == 0 || line <= lines; line++) {
    FILE *out = every > 0 && line % every == 0 ? stderr : stdout;
    fprintf(out, "%s line %08ld %s \033[2mtook\033[0m %ld ms\n", levels[line % 7 == 0 ? 2 : line % 31 == 0 ? 3 : line % 2], line, words[line % 6], line * 7919 % 997);
    if (rate <= 0) continue;
    double due = started + (double)line / (double)rate;
    if (due - seconds_now() > 0.005) {
      fflush(stdout);
      pause_for(due - seconds_now());
    }
  }
  fflush(stdout);
  for (;;) pause();
}

static _Noreturn void out_of_memory(void) {
  printf("taking all the memory there is in a second\n");
  fflush(stdout);
  pause_for(1);
  for (;;) {
    volatile char *block = malloc(1 << 20);
    for (long at = 0; block && at < 1 << 20; at += 4096) block[at] = 1;
  }
}

static int crash(void) {
  printf("working\n");
  fflush(stdout);
  pause_for(1.5);
  fprintf(stderr, "fatal: lost the connection to the queue\n");
  return 1;
}

static int broken(void) {
  fprintf(stderr, "fatal: configuration error: DATABASE_URL is not set\n");
  return 78;
}

int main(int count, char **words) {
  const char *mode = count > 1 ? words[1] : "serve";
  signal(SIGTERM, stop);
  signal(SIGINT, stop);
  signal(SIGPIPE, SIG_IGN);
  if (strcmp(mode, "serve") == 0) return serve(0);
  if (strcmp(mode, "slow") == 0) return serve(4);
  if (strcmp(mode, "unhealthy") == 0) return serve(-1);
  if (strcmp(mode, "health") == 0) return health();
  if (strcmp(mode, "logger") == 0) logger();
  if (strcmp(mode, "crash") == 0) return crash();
  if (strcmp(mode, "broken") == 0) return broken();
  if (strcmp(mode, "oom") == 0) out_of_memory();
  fprintf(stderr, "unknown mode %s\n", mode);
  return 2;
}
