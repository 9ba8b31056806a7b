/* SPDX-License-Identifier: Apache-2.0
 *
 *   with_canned_server COMMAND [ARGUMENT ...]
 *
 * Runs a command with a server of fixed responses, whose URL is in the variable
 * HWC_TEST_URL, and ends as the command does. The server is in a process of its
 * own: what the command measures of itself is its own. */
#define _POSIX_C_SOURCE 200809L
#include "spec/support/canned_server.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
  struct canned_server *server = canned_server_start();
  char url[50];
  int status = 0;

  if (server == NULL || argc < 2)
    return 2;
  snprintf(url, sizeof url, "http://127.0.0.1:%d", canned_server_port(server));
  setenv("HWC_TEST_URL", url, 1);
  pid_t child = fork();
  if (child == 0) {
    execvp(argv[1], argv + 1);
    _exit(127);
  }
  if (child < 0 || waitpid(child, &status, 0) != child)
    return 2;
  canned_server_stop(server);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}
