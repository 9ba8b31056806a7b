/* SPDX-License-Identifier: Apache-2.0
 *
 * The behaviour of an HTTP/1.1 connection is drawn from three tables: how it
 * begins, how it serves, how it ends. */
#define _POSIX_C_SOURCE 200809L
#include "spec/fate/chaos.h"

#include "spec/fate/peer.h"
#include <stdlib.h>
#include <string.h>

/* Maximum requests of a connection before it ends. */
#define MOST 12

/* One of so many connections of an HTTP/2 server speaks HTTP/1.1. */
#define OTHERS 20

struct choice {
  unsigned weight;   /* relative probability */
  const char *steps; /* '#': a small number; '%': a number of bytes */
};

/* clang-format off */

/* Before any request. Connections that do not end here are then served. */
static const struct choice beginnings[] = {
  {120, ""},
  {50, "tls12"},
  {2, "close"},
  {2, "reset"},
  {2, "hello,close"},
  {2, "hello,drop"},
  {2, "hello,reset"},
  {2, "hello,pause=#,reset"},
  {2, "pause=#,close"},
  {1, "hello,fin,pause=#,close"},
  {1, "hello,deaf"},
  {10, "hello,pause=#"},
};

/* The connection is kept. */
static const struct choice servings[] = {
  {100, "head,body,respond"},
  {14, "head,respond,body"},
  {8, "head,respond,pause=#,body"},
  {6, "head,part=%,respond,pause=#,body"},
  {8, "head,continue,body,respond"},
  {4, "head,body,continue,continue,respond"},
  {6, "head,pause=#,body,respond"},
  {6, "head,body,pause=#,respond"},
  {5, "head,body,respond=429"},
  {3, "head,respond=429,body"},
  {5, "head,body,respond=503"},
  {2, "head,respond=503,body"},
  {2, "head,body,respond=500"},
  {2, "head,body,respond=404"},
  {2, "head,respond=413,body"},
};

static const struct choice endings[] = {
  {6, "head,body,close"},
  {6, "head,body,drop"},
  {6, "head,body,reset"},
  {4, "head,close"},
  {4, "head,drop"},
  {4, "head,reset"},
  {4, "head,part=%,close"},
  {4, "head,part=%,reset"},
  {3, "head,continue,close"},
  {3, "head,continue,body,reset"},
  {3, "head,body,crumb,close"},
  {3, "head,body,crumb,reset"},
  {3, "head,body,cut,drop"},
  {3, "head,body,cut,reset"},
  {2, "head,body,cut=429,close"},
  {2, "head,body,cut=503,reset"},
  {2, "head,respond=429,close"},
  {2, "head,respond=429,reset"},
  {4, "head,respond,close"},
  {4, "head,respond,reset"},
  {4, "head,respond,pause=#,body,head,body,close"},
  {4, "head,respond,pause=#,body,head,body,reset"},
  {4, "head,respond,pause=#,body,head,part=%,drop"},
  {2, "head,body,deaf"},
  {1, "head,deaf"},
  {1, "deaf"},
  {1, "head,body,cut,deaf"},
  {3, "head,body,fin,pause=#,close"},
  {3, "head,fin,body,close"},
  {4, "head,body,respond,fin,pause=#,close"},
  {4, "head,body,respond,fin,head,body,close"},
  {6, "head,body,respond,close"},
  {6, "head,body,respond,drop"},
  {6, "head,body,respond,reset"},
  {8, "head,body,respond,jitter=3,close"},
  {8, "head,body,respond,jitter=3,drop"},
  {8, "head,body,respond,jitter=3,reset"},
};

/* With HTTP/2. Clients keep connections that no longer respond, so they are
 * closed after a while. */
static const struct choice h2_plans[] = {
  {160, "h2"},
  {60, "tls12,h2"},
  {12, "hello,pause=#,h2"},
  {2, "close"},
  {2, "reset"},
  {2, "hello,close"},
  {2, "hello,drop"},
  {2, "hello,reset"},
  {2, "hello,pause=#,reset"},
  {2, "pause=#,close"},
  {2, "hello,pause=400,close"},
};

/* clang-format on */

static unsigned below(uint64_t *random, unsigned bound)
{
  return (unsigned)(peer_random(random) % bound);
}

static const char *draw(const struct choice *choices, size_t count,
                        uint64_t *random)
{
  unsigned total = 0;

  for (size_t i = 0; i < count; i++)
    total += choices[i].weight;
  unsigned at = below(random, total);
  while (at >= choices->weight)
    at -= (choices++)->weight;
  return choices->steps;
}

#define DRAW(choices, random)                                                  \
  draw(choices, sizeof(choices) / sizeof(choices)[0], random)

/* Appends steps, replacing placeholders by numbers. */
static void append(char *plan, size_t size, const char *steps, uint64_t *random)
{
  size_t length = strlen(plan);

  if (length > 0 && *steps != '\0')
    plan[length++] = ',';
  for (; *steps != '\0' && length + 12 < size; steps++)
    if (*steps == '#')
      length += (size_t)snprintf(plan + length, size - length, "%u",
                                 1 + below(random, 8));
    else if (*steps == '%')
      length += (size_t)snprintf(plan + length, size - length, "%u",
                                 1 + below(random, 1u << below(random, 18)));
    else
      plan[length++] = *steps;
  plan[length] = '\0';
}

void chaos_plan(char *plan, size_t size, uint64_t *random)
{
  append(plan, size, DRAW(beginnings, random), random);
  for (unsigned i = below(random, MOST); i > 0; i--)
    append(plan, size, DRAW(servings, random), random);
  append(plan, size, DRAW(endings, random), random);
}

void chaos_h2_plan(char *plan, size_t size, uint64_t *random)
{
  if (below(random, OTHERS) == 0) {
    chaos_plan(plan, size, random);
    return;
  }
  append(plan, size, DRAW(h2_plans, random), random);
}
