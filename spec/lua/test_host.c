/* SPDX-License-Identifier: Apache-2.0
 *
 * The loop of a Lua state as seen by a host in C, and in a forked process. */
#define _POSIX_C_SOURCE 200809L
#include "spec/support/check.h"
#include <hwc.h>

#include <errno.h>
#include <fcntl.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static lua_State *open_state(void)
{
  lua_State *L = luaL_newstate();

  REQUIRE(L != NULL);
  luaL_openlibs(L);
  luaL_requiref(L, "hwc", luaopen_hwc, 1);
  lua_pop(L, 1);
  return L;
}

static void run(lua_State *L, const char *script)
{
  if (luaL_dostring(L, script) != LUA_OK) {
    fprintf(stderr, "%s\n", lua_tostring(L, -1));
    exit(1);
  }
  lua_settop(L, 0);
}

static bool is_true(lua_State *L, const char *expression)
{
  lua_pushfstring(L, "return %s", expression);
  int failed = luaL_dostring(L, lua_tostring(L, -1));
  bool truth = !failed && lua_toboolean(L, -1);

  lua_settop(L, 0);
  return truth;
}

/* Adds one to the integer that its upvalue points to. */
static int count_one(lua_State *L)
{
  int *count = lua_touserdata(L, lua_upvalueindex(1));

  ++*count;
  return 0;
}

static void has_nothing_before_it_is_opened(void)
{
  lua_State *L = luaL_newstate();

  REQUIRE(L != NULL);
  CHECK(hwc_loop_pollfd(L) == -1);
  CHECK(hwc_loop_timeout(L) < 0);
  CHECK(lua_gettop(L) == 0);
  CHECK(hwc_loop_step(L, 0) == LUA_ERRRUN);
  CHECK(lua_gettop(L) == 1);
  CHECK_STRING("hwc has not been opened in this Lua state",
               lua_tostring(L, -1));
  lua_close(L);
}

static void opens_each_module_without_files(void)
{
  static const luaL_Reg modules[] = {
    {"apig", luaopen_apig},
    {"cph", luaopen_cph},
    {"devserver", luaopen_devserver},
    {"hwc.iam", luaopen_iam},
  };

  for (size_t i = 0; i < sizeof modules / sizeof modules[0]; i++) {
    lua_State *L = luaL_newstate();
    REQUIRE(L != NULL);
    luaL_openlibs(L);
    run(L, "package.path, package.cpath = '', ''");
    luaL_requiref(L, modules[i].name, modules[i].func, 0);
    lua_setglobal(L, "opened");
    CHECK(is_true(L, "tostring(opened.client({ region = 'cn-north-4',"
                     " ak = 'a', sk = 'b' })):find('^hwc.client')"));
    CHECK(is_true(L, "pcall(require, 'hwc.sandbox.service')"));
    lua_close(L);
  }
}

static void drives_tasks_by_one_descriptor(void)
{
  lua_State *L = open_state();
  struct pollfd polled = {hwc_loop_pollfd(L), (short)hwc_loop_events(L), 0};
  int wakes = 0;

  CHECK(polled.fd >= 0);
  CHECK(hwc_loop_pollfd(L) == polled.fd);
  CHECK(poll(&polled, 1, 0) == 0);
  CHECK(hwc_loop_timeout(L) < 0);

  run(L, "hwc.spawn(function()\n"
         "  hwc.sleep(0.01) hwc.sleep(0.01) done = true\n"
         "end)");
  CHECK(hwc_loop_timeout(L) == 0);
  while (!is_true(L, "done") && wakes < 100) {
    REQUIRE(poll(&polled, 1, 5000) == 1);
    REQUIRE(hwc_loop_step(L, 0) == 0);
    wakes++;
  }
  CHECK(wakes >= 3 && wakes < 20);
  CHECK(lua_gettop(L) == 0);
  CHECK(hwc_loop_timeout(L) < 0);

  /* A timer that was needed before may wake the host once more. */
  CHECK(hwc_loop_step(L, 0) == 0);
  CHECK(poll(&polled, 1, 0) == 0);
  lua_close(L);
}

static void waits_as_long_as_it_is_told_to(void)
{
  lua_State *L = open_state();

  run(L, "hwc.spawn(function() hwc.sleep(0.005) done = true end)");
  while (!is_true(L, "done"))
    REQUIRE(hwc_loop_step(L, -1) == 0);
  CHECK(hwc_loop_step(L, -1) == 0); /* nothing could ever happen */
  lua_close(L);
}

static void gives_the_errors_of_tasks(void)
{
  lua_State *L = open_state();

  lua_pushliteral(L, "the host's");
  run(L, "");
  lua_pushliteral(L, "the host's");
  run(L, "hwc.spawn(error, 'a bug') hwc.spawn(function() good = true end)");
  lua_pushliteral(L, "the host's");
  CHECK(hwc_loop_step(L, 0) == LUA_ERRRUN);
  CHECK(lua_gettop(L) == 2);
  const char *message = lua_tostring(L, 2);
  CHECK(message != NULL && strncmp(message, "a bug\nstack", 11) == 0);
  lua_settop(L, 0);
  CHECK(is_true(L, "good"));
  CHECK(hwc_loop_step(L, 0) == 0);

  run(L, "hwc.spawn(function() nested = pcall(hwc.loop().step, hwc.loop(), 0) "
         "end)");
  CHECK(hwc_loop_step(L, 0) == 0);
  CHECK(is_true(L, "nested == false"));
  lua_close(L);
}

static int listen_on_loopback(uint16_t *port)
{
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0);

  REQUIRE(listener >= 0);
  REQUIRE(fcntl(listener, F_SETFL, O_NONBLOCK) == 0);
  REQUIRE(bind(listener, (struct sockaddr *)&address, size) == 0);
  REQUIRE(listen(listener, 8) == 0);
  REQUIRE(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
  *port = ntohs(address.sin_port);
  return listener;
}

/* Calls started by finalizers while the state is closed are neither sent nor
 * leaked (detected by the leak sanitizer). */
static void sends_nothing_while_it_is_closed(void)
{
  static const char *const orders[] = {
    "keep() open()", /* finalized after the client, and before it */
    "open() keep()",
  };
  uint16_t port;
  int listener = listen_on_loopback(&port);

  for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
    int count = 0;
    lua_State *L = open_state();
    lua_pushinteger(L, port);
    lua_setglobal(L, "port");
    lua_pushlightuserdata(L, &count);
    lua_pushcclosure(L, count_one, 1);
    lua_setglobal(L, "refused");
    run(L,
        "cph = require 'cph'\n"
        "local function restart()\n"
        "  client:restart_cloud_phone_server{ server_ids = { 'a' } }\n"
        "end\n"
        "function keep()\n"
        "  kept = setmetatable({}, { __gc = function()\n"
        "    if not pcall(restart) then refused() end\n"
        "    if not pcall(hwc.run, restart) then refused() end\n"
        "    if not pcall(function()\n"
        "      local other <close> = cph.client{ endpoint = url,\n"
        "        project_id = 'p', ak = 'ak', sk = 'sk' }\n"
        "      other:list_cloud_phone_servers()\n"
        "    end) then refused() end\n"
        "    pcall(hwc.spawn, restart)\n"
        "    if not pcall(hwc.loop().step, hwc.loop(), 0) then refused() end\n"
        "  end })\n"
        "end\n"
        "function open()\n"
        "  url = 'http://127.0.0.1:' .. port\n"
        "  client = assert(cph.client{ endpoint = url, project_id = 'p',\n"
        "    ak = 'ak', sk = 'sk' })\n"
        "end");
    run(L, orders[i]);
    lua_close(L);
    CHECK(count == 4);
    CHECK(accept(listener, NULL, NULL) == -1 && errno == EAGAIN);
  }
  close(listener);
}

/* What a signal does to the state: like the handler of lua5.4, it sets a hook
 * on the main thread. */
static struct {
  lua_State *L;
  lua_Hook hook;
  int mask;
  int count;
} on_alarm;

static void handle_alarm(int number)
{
  (void)number;
  lua_sethook(on_alarm.L, on_alarm.hook, on_alarm.mask, on_alarm.count);
}

static void stop_hook(lua_State *L, lua_Debug *activation)
{
  (void)activation;
  lua_sethook(L, NULL, 0, 0);
  luaL_error(L, "stopped by the host");
}

static void quiet_hook(lua_State *L, lua_Debug *activation)
{
  (void)L;
  (void)activation;
}

static void alarm_in_20_ms(void)
{
  struct sigaction action = {.sa_handler = handle_alarm};
  struct itimerval when = {.it_value = {0, 20000}};

  REQUIRE(sigaction(SIGALRM, &action, NULL) == 0);
  REQUIRE(setitimer(ITIMER_REAL, &when, NULL) == 0);
}

/* Memory of the state while an interrupt makes the allocator refuse. */
static volatile sig_atomic_t refuses;

static void handle_alarm_without_memory(int number)
{
  handle_alarm(number);
  refuses = 1;
}

static void *allocate(void *user, void *old, size_t old_size, size_t size)
{
  (void)user;
  if (size == 0) {
    free(old);
    return NULL;
  }
  if (refuses && (old == NULL || size > old_size))
    return NULL;
  return realloc(old, size);
}

static int call_without_memory(lua_State *L)
{
  struct sigaction action = {.sa_handler = handle_alarm_without_memory};

  alarm_in_20_ms();
  REQUIRE(sigaction(SIGALRM, &action, NULL) == 0);
  lua_getglobal(L, "call");
  lua_pcall(L, 0, 0, 0);
  refuses = 0;
  return 0;
}

#define STOPS (LUA_MASKCALL | LUA_MASKRET | LUA_MASKCOUNT)

static void is_interrupted_by_a_hook(void)
{
  static const luaL_Reg libraries[] = {
    {LUA_GNAME, luaopen_base},
    {LUA_LOADLIBNAME, luaopen_package},
    {LUA_COLIBNAME, luaopen_coroutine},
    {LUA_TABLIBNAME, luaopen_table},
    {LUA_STRLIBNAME, luaopen_string},
    {LUA_MATHLIBNAME, luaopen_math},
    {LUA_OSLIBNAME, luaopen_os},
    {LUA_IOLIBNAME, luaopen_io},
    {NULL, NULL},
  };
  lua_State *L = luaL_newstate();

  REQUIRE(L != NULL);
  for (const luaL_Reg *library = libraries; library->name != NULL; library++) {
    luaL_requiref(L, library->name, library->func, 1);
    lua_pop(L, 1);
  }
  luaL_requiref(L, "hwc", luaopen_hwc, 1);
  lua_pop(L, 1);
  on_alarm.L = L;
  on_alarm.hook = stop_hook;
  on_alarm.mask = STOPS;
  on_alarm.count = 1;

  alarm_in_20_ms();
  run(L, "good, err = pcall(hwc.sleep, 60)");
  CHECK(is_true(L, "good == false and err.kind == 'interrupted'"));
  CHECK(lua_gethook(L) == NULL);

  run(L, "hwc.spawn(hwc.sleep, 60)");
  REQUIRE(hwc_loop_step(L, 0) == LUA_OK);
  alarm_in_20_ms();
  CHECK(hwc_loop_step(L, 60) == LUA_ERRRUN);
  CHECK(lua_getfield(L, -1, "kind") == LUA_TSTRING);
  CHECK_STRING("interrupted", lua_tostring(L, -1));
  CHECK(lua_gethook(L) == NULL);
  lua_settop(L, 0);
  run(L, "assert(hwc.sleep(0.001))");
  lua_close(L);
}

/* A hook that does not stop the program, and one that was set before. */
/* Noticing an interrupt takes no memory: an error would leave the loop as if it
 * were still attended. */
static void is_interrupted_also_after_memory_ran_out(void)
{
  uint16_t port;
  int listener = listen_on_loopback(&port); /* never answers */
  lua_State *L = open_state();
  lua_setallocf(L, allocate, NULL);
  on_alarm.L = L;
  on_alarm.hook = stop_hook;
  on_alarm.mask = STOPS;
  on_alarm.count = 1;
  lua_pushinteger(L, port);
  lua_setglobal(L, "port");
  run(L, "client = assert(require('cph').client{ project_id = 'p', ak = 'ak', "
         "sk = 'sk', endpoint = 'http://127.0.0.1:' .. port, retry = false, "
         "deadline = 10 })\n"
         "function call() return client:list_cloud_phone_servers() end");
  for (int i = 0; i < 2; i++) { /* the first call is not the shortest way */
    alarm_in_20_ms();
    run(L, "good, err = pcall(call)");
    CHECK(is_true(L, "good == false and err.kind == 'interrupted'"));
    lua_gc(L, LUA_GCCOLLECT);
  }
  lua_pushcfunction(L, call_without_memory);
  lua_pcall(L, 0, 0, 0);
  lua_sethook(L, NULL, 0, 0);
  alarm_in_20_ms();
  run(L, "good, err = pcall(call)");
  CHECK(is_true(L, "good == false and err.kind == 'interrupted'"));
  lua_close(L);
  close(listener);
}

static void leaves_other_hooks_alone(void)
{
  static const struct {
    int mask;
    int count;
  } hooks[] = {
    {LUA_MASKCOUNT, 1000},
    {LUA_MASKLINE, 0},
    {STOPS | LUA_MASKLINE, 1000},
    {LUA_MASKCOUNT, 1},
  };
  lua_State *L = open_state();

  on_alarm.L = L;
  on_alarm.hook = quiet_hook;
  for (size_t i = 0; i < sizeof hooks / sizeof *hooks; i++) {
    on_alarm.mask = hooks[i].mask;
    on_alarm.count = hooks[i].count;
    alarm_in_20_ms();
    run(L, "assert(hwc.sleep(0.06))");
    CHECK(lua_gethook(L) == quiet_hook);
    CHECK(lua_gethookmask(L) == hooks[i].mask);
    CHECK(lua_gethookcount(L) == hooks[i].count);
    lua_sethook(L, NULL, 0, 0);
  }
  lua_sethook(L, quiet_hook, STOPS | LUA_MASKLINE, 1);
  run(L, "assert(hwc.sleep(0.001)) hwc.run(hwc.sleep, 0.001)");
  CHECK(lua_gethook(L) == quiet_hook);

  /* The hook replaced by an interrupt is restored. */
  on_alarm.hook = stop_hook;
  on_alarm.mask = STOPS;
  on_alarm.count = 1;
  alarm_in_20_ms();
  run(L, "good, err = pcall(hwc.run, hwc.sleep, 60)");
  CHECK(is_true(L, "good == false and err.kind == 'interrupted'"));
  CHECK(lua_gethook(L) == quiet_hook);
  CHECK(lua_gethookmask(L) == (STOPS | LUA_MASKLINE));
  lua_close(L);
}

static void is_of_no_use_after_fork(void)
{
  static const char *const refused[] = {
    "hwc.loop():pollfd()",
    "hwc.loop():events()",
    "hwc.loop():timeout()",
    "hwc.loop():step(0)",
    "hwc.sleep(0)",
    "hwc.run(function() end)",
    "hwc.spawn(print)",
    "client:list_cloud_phone_servers()",
    "signals:wait(0)",
    "hwc.signals{ 'USR1' }",
    "hwc.map({1}, function() end)",
  };
  lua_State *L = open_state();

  run(L, "client = assert(require('cph').client{ endpoint = "
         "'http://127.0.0.1:9', project_id = 'p', ak = 'ak', sk = 'sk' })\n"
         "signals = hwc.signals{ 'USR2' }\n"
         "hwc.spawn(function() signals:wait() done = true end)");
  REQUIRE(hwc_loop_step(L, 0) == 0);
  struct pollfd polled = {hwc_loop_pollfd(L), POLLIN, 0};

  pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    CHECK(hwc_loop_pollfd(L) == -1);
    CHECK(hwc_loop_timeout(L) < 0);
    CHECK(hwc_loop_step(L, 0) == LUA_ERRRUN);
    CHECK(strstr(lua_tostring(L, -1), "before fork()") != NULL);
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
      int failed = luaL_dostring(L, refused[i]);
      const char *message = failed ? lua_tostring(L, -1) : "it was not refused";
      if (strstr(message, "before fork()") == NULL) {
        fprintf(stderr, "%s: %s\n", refused[i], message);
        check_failed++;
      }
    }
    lua_close(L);

    /* A new state works in the child. */
    L = open_state();
    run(L, "assert(hwc.sleep(0.001))");
    lua_close(L);
    _exit(check_failures());
  }
  int status;
  REQUIRE(waitpid(child, &status, 0) == child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);

  /* The parent is not affected. */
  REQUIRE(kill(getpid(), SIGUSR2) == 0);
  for (int i = 0; i < 100 && !is_true(L, "done"); i++) {
    REQUIRE(poll(&polled, 1, 5000) == 1);
    REQUIRE(hwc_loop_step(L, 0) == 0);
  }
  CHECK(is_true(L, "done"));
  lua_close(L);
}

int main(void)
{
  has_nothing_before_it_is_opened();
  opens_each_module_without_files();
  drives_tasks_by_one_descriptor();
  waits_as_long_as_it_is_told_to();
  gives_the_errors_of_tasks();
  sends_nothing_while_it_is_closed();
  is_interrupted_by_a_hook();
  is_interrupted_also_after_memory_ran_out();
  leaves_other_hooks_alone();
  is_of_no_use_after_fork();
  return check_failures();
}
