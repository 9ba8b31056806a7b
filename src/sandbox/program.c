/* SPDX-License-Identifier: Apache-2.0
 *
 * Signals and files of the program; no library calls this. */
#define _POSIX_C_SOURCE 200809L

#include "sandbox/program.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include <lauxlib.h>

static bool is_ignored(int number)
{
  struct sigaction action;
  return sigaction(number, NULL, &action) == 0 && action.sa_handler == SIG_IGN;
}

static void own_signals(sigset_t *set)
{
  sigemptyset(set);
  sigaddset(set, SIGINT);
  sigaddset(set, SIGTERM);
  if (!is_ignored(SIGHUP))
    sigaddset(set, SIGHUP);
}

int program_hold_signals(lua_State *L)
{
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  sigset_t set;

  own_signals(&set);
  if (pthread_sigmask(SIG_BLOCK, &set, NULL) != 0 ||
      sigaction(SIGPIPE, &ignore, NULL) != 0)
    return luaL_error(L, "cannot hold signals");
  return 0;
}

int program_wait_signal(lua_State *L)
{
  sigset_t set;
  int number;

  own_signals(&set);
  if (sigwait(&set, &number) != 0)
    return luaL_error(L, "cannot wait for signals");
  lua_pushstring(L, number == SIGINT    ? "SIGINT"
                    : number == SIGTERM ? "SIGTERM"
                                        : "SIGHUP");
  return 1;
}

static bool write_all(int fd, const char *text, size_t length)
{
  while (length > 0) {
    ssize_t written = write(fd, text, length);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return false;
    text += written;
    length -= (size_t)written;
  }
  return true;
}

/* The name is safe in its directory, too. */
static bool sync_directory(const char *path)
{
  char copy[PATH_MAX];

  snprintf(copy, sizeof(copy), "%s", path);
  int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return false;
  bool done = fsync(fd) == 0;
  close(fd);
  return done;
}

/* errno says why it fails. mkstemp() makes a file for its owner only. */
static bool save(const char *path, const char *text, size_t length)
{
  char name[PATH_MAX];
  int size = snprintf(name, sizeof(name), "%s.XXXXXX", path);

  if (size < 0 || (size_t)size >= sizeof(name)) {
    errno = ENAMETOOLONG;
    return false;
  }
  int fd = mkstemp(name);
  if (fd < 0)
    return false;
  bool done = write_all(fd, text, length) && fsync(fd) == 0;
  int reason = errno;
  if (close(fd) != 0 && done) {
    done = false;
    reason = errno;
  }
  if (done && rename(name, path) != 0) {
    done = false;
    reason = errno;
  }
  if (done)
    return sync_directory(path);
  unlink(name);
  errno = reason;
  return false;
}

int program_save_file(lua_State *L)
{
  size_t length;
  const char *path = luaL_checkstring(L, 1);
  const char *text = luaL_checklstring(L, 2, &length);

  if (save(path, text, length)) {
    lua_pushboolean(L, 1);
    return 1;
  }
  int reason = errno;
  lua_pushnil(L);
  lua_pushfstring(L, "%s: %s", path, strerror(reason));
  return 2;
}

int program_raise_file_limit(lua_State *L)
{
  struct rlimit limit;

  (void)L;
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  return 0;
}
