/* SPDX-License-Identifier: Apache-2.0
 *
 * A program with an epoll loop of its own, whose scripts call the cloud
 * without blocking it. hwc is inside the program: no Lua files are needed.
 * Region and keys come from the environment, as the SDKs of this cloud take
 * them (HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK). */
#define _POSIX_C_SOURCE 200809L
#include <hwc.h>
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

/* Each task requests one page of the list; they run concurrently. */
static const char script[] =
  "local cph, hwc = require('cph'), require('hwc')\n"
  "local region = os.getenv('CLOUD_PHONES_REGION') or 'cn-north-4'\n"
  "local client = assert(cph.client { region = region })\n"
  "running = 4\n"
  "for page = 1, running do\n"
  "  hwc.spawn(function()\n"
  "    print('page ' .. page .. ' requested')\n"
  "    local reply, err = client:list_cloud_phone_servers {\n"
  "      limit = 2, offset = 2 * (page - 1) }\n"
  "    running = running - 1\n"
  "    for _, server in ipairs(assert(reply, err).servers) do\n"
  "      print(server.server_name)\n"
  "    end\n"
  "  end)\n"
  "end\n";

/* The program's own work: it counts. */
static int start_timer(void)
{
  const struct itimerspec every = {{0, 1000000}, {0, 1000000}};
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);

  if (timer >= 0)
    timerfd_settime(timer, 0, &every, NULL);
  return timer;
}

static int watch(int loop, int descriptor)
{
  struct epoll_event event = {.events = EPOLLIN, .data.fd = descriptor};

  return epoll_ctl(loop, EPOLL_CTL_ADD, descriptor, &event);
}

static int tasks_are_running(lua_State *L)
{
  lua_getglobal(L, "running");
  int running = lua_tointeger(L, -1) > 0;
  lua_pop(L, 1);
  return running;
}

/* Does what is due, and reports a failed task; the others continue. */
static int step(lua_State *L)
{
  if (hwc_loop_step(L, 0) == LUA_OK)
    return 0;
  fprintf(stderr, "a task failed: %s\n", luaL_tolstring(L, -1, NULL));
  lua_pop(L, 2);
  return 1;
}

/* The loop watches one descriptor of hwc. */
static int run_loop(lua_State *L, int loop, int timer)
{
  int cloud = hwc_loop_pollfd(L);
  int failures = 0;
  uint64_t ticks = 0;

  if (watch(loop, cloud) != 0 || watch(loop, timer) != 0)
    return 1;
  while (tasks_are_running(L)) {
    struct epoll_event event;
    uint64_t expirations;
    if (epoll_wait(loop, &event, 1, -1) != 1)
      continue;
    if (event.data.fd == timer &&
        read(timer, &expirations, sizeof expirations) > 0)
      ticks += expirations;
    if (event.data.fd == cloud)
      failures += step(L);
  }
  printf("the loop counted %llu ticks\n", (unsigned long long)ticks);
  return failures;
}

int main(void)
{
  lua_State *L = luaL_newstate();
  int loop = epoll_create1(EPOLL_CLOEXEC);
  int timer = start_timer();
  int failed = 1;

  if (L == NULL || loop < 0 || timer < 0)
    return 2;
  luaL_openlibs(L);
  luaL_requiref(L, "cph", luaopen_cph, 0);
  lua_pop(L, 1);
  if (luaL_dostring(L, script) == LUA_OK)
    failed = run_loop(L, loop, timer);
  else
    fprintf(stderr, "%s\n", luaL_tolstring(L, -1, NULL));
  lua_close(L);
  close(timer);
  close(loop);
  return failed ? 1 : 0;
}
