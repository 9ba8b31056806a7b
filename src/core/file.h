/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of the caller: to send, or to write a response to. */
#ifndef HWC_CORE_FILE_H
#define HWC_CORE_FILE_H

#include "core/buffer.h"
#include "core/error.h"
#include <stdint.h>

/* Appends the contents of the file at `path`. HWC_INVALID: not a regular file;
 * HWC_SYSTEM: cannot be read, see errno; otherwise the status of the buffer. */
enum hwc_status hwc_file_append(struct hwc_buffer *out, const char *path);

/* Like hwc_file_append(), and sets `mode` to the permissions of the file. */
enum hwc_status hwc_file_read(struct hwc_buffer *out, const char *path,
                              unsigned *mode);

/* Maximum size in bytes of a settings or key file. */
#define HWC_LONGEST_SETTINGS ((size_t)1024 * 1024)

/* True if a file was not read because it does not exist. A file that cannot be
 * opened for another reason may exist. */
bool hwc_file_is_absent(enum hwc_status status, int number);

/* The reason why such a file was not read; `number` is errno. */
const char *hwc_file_problem(enum hwc_status status, int number);

/* Creates an empty file that only its owner may read and write, unless `path`
 * exists. HWC_INVALID: `path` is neither a regular file nor a character device,
 * so that opening or writing it might block forever; HWC_SYSTEM: see errno. */
enum hwc_status hwc_file_make_private(const char *path);

/* True if something is at `path` that is not a regular file, such as a device:
 * another file must not be renamed to it. */
bool hwc_file_is_special(const char *path);

/* A file that is written under a temporary name beside `path` until it is
 * complete. */
struct hwc_download;

/* Creates the temporary file; if `path` is a symbolic link, beside the file
 * that it leads to. A new file is readable by its owner only if `private` is
 * set, else as the umask permits. HWC_INVALID: `path` exists and is not a
 * regular file or a link to one; HWC_SYSTEM: see errno. */
enum hwc_status hwc_download_new(struct hwc_download **download,
                                 const char *path, bool private);

/* Truncates the file to length 0. HWC_SYSTEM: see errno. */
enum hwc_status hwc_download_restart(struct hwc_download *download);

/* HWC_SYSTEM: see errno. */
enum hwc_status hwc_download_write(struct hwc_download *download,
                                   const void *data, size_t length);

/* Renames the complete file to `path`, replacing what is there. Keeps the
 * permissions of a replaced file (without set-user-ID, set-group-ID and sticky
 * bits), and its owner and group as far as the process may set them. If the
 * group cannot be kept, the new group gets the permissions of others.
 * HWC_SYSTEM: see errno. */
enum hwc_status hwc_download_commit(struct hwc_download *download);

/* Removes the file unless it was committed; safe to call again. In a forked
 * process the file stays: it belongs to the parent. */
void hwc_download_discard(struct hwc_download *download);

/* Discards and frees; accepts NULL. */
void hwc_download_free(struct hwc_download *download);

/* Bytes written. */
uint64_t hwc_download_length(const struct hwc_download *download);

/* The path given to hwc_download_new(). */
const char *hwc_download_path(const struct hwc_download *download);

#endif
