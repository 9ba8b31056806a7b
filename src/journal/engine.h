/* SPDX-License-Identifier: Apache-2.0
 *
 * What a database has to do for a journal. One engine a kind of database; the
 * binding (journal.c) is the same for all. Nothing here knows Lua. */
#ifndef HWC_JOURNAL_ENGINE_H
#define HWC_JOURNAL_ENGINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Longest error message, with its NUL. */
#define JOURNAL_MESSAGE 512

enum journal_failure {
  JOURNAL_NO_FAILURE,
  JOURNAL_REFUSED,   /* the statement: syntax, constraint, permission ... */
  JOURNAL_BUSY,      /* another one holds a lock; nothing was done */
  JOURNAL_LOST,      /* the connection: a commit's result may be unknown */
  JOURNAL_FULL,      /* no room: disk or quota */
  JOURNAL_NO_MEMORY, /* of this process */
};

struct journal_error {
  enum journal_failure failure;
  char code[16]; /* SQLSTATE, or SQLite's extended result code in digits */
  char message[JOURNAL_MESSAGE];
};

enum journal_type { JOURNAL_NULL, JOURNAL_INTEGER, JOURNAL_TEXT };

/* A parameter or a column. `text` has `length` bytes and a NUL behind. */
struct journal_value {
  enum journal_type type;
  int64_t integer;
  const char *text;
  size_t length;
};

struct journal_settings {
  const char *password; /* NULL: as the engine finds it */
  int busy_timeout;     /* milliseconds to wait for a lock */
  bool read_only;       /* a file is neither made nor written */
};

struct journal_database; /* each engine has its own */

/* All functions but `close` return false with `error` filled. `execute` ends
 * what the former statement still had; its rows are then read by `next`, which
 * sets `has_row`, and `column`, whose texts live until the next call.
 * Parameters are $1, $2 ... in the statement. */
struct journal_engine {
  const char *name;
  const char *begin; /* begins a transaction that may write */
  /* Begins one that only reads, all of it as of one moment, and never stands in
   * the way of those that write. */
  const char *begin_reading;
  bool (*open)(struct journal_database **database, const char *url,
               const struct journal_settings *settings,
               struct journal_error *error);
  void (*close)(struct journal_database *database); /* takes NULL */
  /* Connects once more after JOURNAL_LOST. */
  bool (*reconnect)(struct journal_database *database,
                    struct journal_error *error);
  bool (*execute)(struct journal_database *database, const char *statement,
                  const struct journal_value *parameters, size_t count,
                  struct journal_error *error);
  bool (*next)(struct journal_database *database, bool *has_row,
               struct journal_error *error);
  size_t (*column_count)(struct journal_database *database);
  const char *(*column_name)(struct journal_database *database, size_t column);
  void (*column)(struct journal_database *database, size_t column,
                 struct journal_value *value);
  /* Drops the rows that were not read. */
  void (*reset)(struct journal_database *database);
  /* Rows that the last statement changed. */
  int64_t (*changes)(struct journal_database *database);
};

extern const struct journal_engine journal_sqlite;
extern const struct journal_engine journal_postgresql;

/* Copies a message without its line ends. */
void journal_set_message(struct journal_error *error, const char *message);

#endif
