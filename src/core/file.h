/* SPDX-License-Identifier: Apache-2.0
 *
 * Files of the caller: one that is sent, and one that an answer is written
 * to. */
#ifndef HWC_CORE_FILE_H
#define HWC_CORE_FILE_H

#include "core/buffer.h"
#include "core/error.h"
#include <stdint.h>

/* Appends the bytes of the file at `path`. HWC_INVALID: it is no regular
 * file; HWC_SYSTEM: errno says why it cannot be read; else what the buffer
 * says. */
enum hwc_status hwc_file_append(struct hwc_buffer *out, const char *path);

/* The same, and the permissions of the file. `mode` is set with HWC_OK. */
enum hwc_status hwc_file_read(struct hwc_buffer *out, const char *path,
                              unsigned *mode);

/* Bytes of the largest file of settings or keys that is read. */
#define HWC_LONGEST_SETTINGS ((size_t)1024 * 1024)

/* Whether a file was not read because there is none at the path. What cannot be
 * opened for any other reason may be there. */
bool hwc_file_is_absent(enum hwc_status status, int number);

/* Why such a file was not read, with the errno of HWC_SYSTEM. */
const char *hwc_file_problem(enum hwc_status status, int number);

/* Makes an empty file that only its owner may read and write, unless there is
 * something at `path`. HWC_INVALID: that is neither a regular file nor a
 * character device, so that opening or writing it may wait for ever;
 * HWC_SYSTEM with errno. */
enum hwc_status hwc_file_make_private(const char *path);

/* A file under a name of its own, beside `path`, until it is whole. */
struct hwc_download;

/* Makes the file, empty, beside the file that a symbolic link at `path` leads
 * to. A new one is for its owner only if it is `private`, else for whom the
 * umask lets in. HWC_INVALID: there is something at `path` that is no regular
 * file, nor a link to one; HWC_SYSTEM: errno says why it cannot be made. */
enum hwc_status hwc_download_new(struct hwc_download **download,
                                 const char *path, bool private);

/* Empties the file. HWC_SYSTEM with errno. */
enum hwc_status hwc_download_restart(struct hwc_download *download);

/* HWC_SYSTEM with errno. */
enum hwc_status hwc_download_write(struct hwc_download *download,
                                   const void *data, size_t length);

/* The file is whole: gives it its name, in place of what had it. Of a file that
 * it replaces it gets the permissions (no set-user-ID, set-group-ID or sticky
 * bit), and the owner and group as far as the process may give them. Where the
 * group stays another one, it gets what others had. HWC_SYSTEM with errno. */
enum hwc_status hwc_download_commit(struct hwc_download *download);

/* Removes the file unless it is whole; safe to call again. In a forked process
 * it stays: it is the parent's. */
void hwc_download_discard(struct hwc_download *download);

/* Discards; takes NULL. */
void hwc_download_free(struct hwc_download *download);

/* Bytes in it. */
uint64_t hwc_download_length(const struct hwc_download *download);

/* As given to hwc_download_new(). */
const char *hwc_download_path(const struct hwc_download *download);

#endif
