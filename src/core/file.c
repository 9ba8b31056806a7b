/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads a complete file; writes one that appears only when complete. */
#define _XOPEN_SOURCE 700
#include "core/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK 16384

/* Random digits in a temporary name, and the number of names tried. */
#define DIGITS 12
#define TRIES 10

#define PERMISSIONS 0777u
#define PRIVATE (S_IRUSR | S_IWUSR)

static int close_keeping_errno(int file)
{
  int number = errno;
  int result = close(file);

  errno = number;
  return result;
}

static enum hwc_status append_all(struct hwc_buffer *out, int file)
{
  unsigned char chunk[CHUNK];
  ssize_t length = 1;

  while (length != 0 && out->status == HWC_OK) {
    length = read(file, chunk, sizeof chunk);
    if (length > 0)
      hwc_buffer_append(out, chunk, (size_t)length);
    else if (length < 0 && errno != EINTR)
      return HWC_SYSTEM;
  }
  hwc_wipe(chunk, sizeof chunk);
  return out->status;
}

enum hwc_status hwc_file_read(struct hwc_buffer *out, const char *path,
                              unsigned *mode)
{
  struct stat about;
  enum hwc_status status = HWC_SYSTEM;

  /* O_NONBLOCK: opening a pipe without a writer would block. */
  int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0)
    return HWC_SYSTEM;
  if (fstat(file, &about) == 0) {
    if (S_ISREG(about.st_mode)) {
      *mode = (unsigned)about.st_mode & PERMISSIONS;
      hwc_buffer_reserve(out, (size_t)about.st_size);
      status = append_all(out, file);
    } else {
      status = HWC_INVALID;
    }
  }
  close_keeping_errno(file);
  return status;
}

enum hwc_status hwc_file_append(struct hwc_buffer *out, const char *path)
{
  unsigned mode;

  return hwc_file_read(out, path, &mode);
}

bool hwc_file_is_absent(enum hwc_status status, int number)
{
  return status == HWC_SYSTEM && (number == ENOENT || number == ENOTDIR);
}

const char *hwc_file_problem(enum hwc_status status, int number)
{
  if (status == HWC_SYSTEM)
    return strerror(number);
  return status == HWC_TOO_LARGE ? "it is larger than 1 MiB"
                                 : "it is not a regular file";
}

enum hwc_status hwc_file_make_private(const char *path)
{
  struct stat about;
  int file =
    open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, PRIVATE);

  if (file < 0) /* ENXIO: a socket, or a pipe without a reader */
    return errno == ENXIO ? HWC_INVALID : HWC_SYSTEM;
  bool known = fstat(file, &about) == 0;
  if (close_keeping_errno(file) != 0 || !known)
    return HWC_SYSTEM;
  return S_ISREG(about.st_mode) || S_ISCHR(about.st_mode) ? HWC_OK
                                                          : HWC_INVALID;
}

struct hwc_download {
  char *path;      /* as given */
  char *target;    /* `path`, or the file that a link there leads to */
  char *temporary; /* "<target>.<digits>.part" */
  int file;        /* -1: closed */
  pid_t owner;
  bool there; /* the temporary file exists */
  uint64_t length;
};

static void name_temporary(struct hwc_download *download, size_t size)
{
  static const char hex[] = "0123456789abcdef";
  unsigned char bytes[DIGITS] = {0};
  char digits[DIGITS + 1] = "";

  RAND_bytes(bytes, sizeof bytes); /* if it fails the name may be taken */
  for (size_t i = 0; i < DIGITS; i++)
    digits[i] = hex[bytes[i] & 15];
  snprintf(download->temporary, size, "%s.%s.part", download->target, digits);
}

bool hwc_file_is_special(const char *path)
{
  struct stat about;

  return stat(path, &about) == 0 && !S_ISREG(about.st_mode);
}

/* Only a regular file may be replaced. */
static enum hwc_status check_place(const char *path, bool *replaces,
                                   bool *is_link)
{
  struct stat about;

  *is_link = lstat(path, &about) == 0 && S_ISLNK(about.st_mode);
  *replaces = stat(path, &about) == 0;
  if (*replaces)
    return S_ISREG(about.st_mode) ? HWC_OK : HWC_INVALID;
  if (errno != ENOENT)
    return HWC_SYSTEM;
  return *is_link ? HWC_INVALID : HWC_OK;
}

static char *copy(const char *text)
{
  size_t size = strlen(text) + 1;
  char *made = malloc(size);

  return made != NULL ? memcpy(made, text, size) : NULL;
}

/* Created for its owner only: nobody else can open it while its final mode may
 * be narrower. */
static enum hwc_status make(struct hwc_download *download, const char *path,
                            const char *target, bool private)
{
  mode_t mode = private ? PRIVATE : 0666;
  size_t size = strlen(target) + DIGITS + sizeof "..part";

  download->path = copy(path);
  download->target = copy(target);
  download->temporary = malloc(size);
  if (download->path == NULL || download->target == NULL ||
      download->temporary == NULL)
    return HWC_NO_MEMORY;
  for (int i = 0; i < TRIES; i++) {
    name_temporary(download, size);
    download->file =
      open(download->temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (download->file >= 0) {
      download->there = true;
      return HWC_OK;
    }
    if (errno != EEXIST)
      break;
  }
  return HWC_SYSTEM;
}

enum hwc_status hwc_download_new(struct hwc_download **download,
                                 const char *path, bool private)
{
  char leads_to[PATH_MAX];
  bool replaces;
  bool is_link;
  enum hwc_status status = check_place(path, &replaces, &is_link);

  if (status != HWC_OK)
    return status;
  struct hwc_download *made = calloc(1, sizeof *made);
  if (made == NULL)
    return HWC_NO_MEMORY;
  made->file = -1;
  made->owner = getpid();
  if (is_link && realpath(path, leads_to) == NULL)
    status = HWC_SYSTEM;
  else
    status = make(made, path, is_link ? leads_to : path, private || replaces);
  if (status == HWC_OK) {
    *download = made;
  } else {
    int number = errno;
    hwc_download_free(made);
    errno = number;
  }
  return status;
}

enum hwc_status hwc_download_restart(struct hwc_download *download)
{
  if (download->length == 0)
    return HWC_OK;
  if (lseek(download->file, 0, SEEK_SET) != 0 ||
      ftruncate(download->file, 0) != 0)
    return HWC_SYSTEM;
  download->length = 0;
  return HWC_OK;
}

enum hwc_status hwc_download_write(struct hwc_download *download,
                                   const void *data, size_t length)
{
  const char *rest = data;

  while (length > 0) {
    ssize_t written = write(download->file, rest, length);
    if (written < 0 && errno == EINTR)
      continue;
    if (written < 0)
      return HWC_SYSTEM;
    rest += written;
    length -= (size_t)written;
    download->length += (uint64_t)written;
  }
  return HWC_OK;
}

/* The attributes of the file that is there now are kept, even if it was
 * replaced meanwhile. */
static enum hwc_status adopt_mode(const struct hwc_download *download)
{
  struct stat old;
  struct stat new;
  int file = download->file;

  if (lstat(download->target, &old) != 0)
    return errno == ENOENT ? HWC_OK : HWC_SYSTEM;
  if (!S_ISREG(old.st_mode)) {
    errno = S_ISDIR(old.st_mode) ? EISDIR : EEXIST;
    return HWC_SYSTEM;
  }
  mode_t mode = old.st_mode & PERMISSIONS;
  if (fstat(file, &new) != 0)
    return HWC_SYSTEM;
  /* A different group must not get the permissions of the old one. */
  if (old.st_gid != new.st_gid && fchown(file, (uid_t)-1, old.st_gid) != 0)
    mode = (mode & ~(mode_t)S_IRWXG) | (mode & S_IRWXO) << 3;
  if (fchmod(file, mode) != 0)
    return HWC_SYSTEM;
  /* Last, since it may end our right to change the file; often not
   * permitted. */
  if (old.st_uid != new.st_uid && fchown(file, old.st_uid, (gid_t)-1) != 0 &&
      errno != EPERM &&errno != EINVAL)
    return HWC_SYSTEM;
  return HWC_OK;
}

enum hwc_status hwc_download_commit(struct hwc_download *download)
{
  int file = download->file;

  if (adopt_mode(download) != HWC_OK)
    return HWC_SYSTEM;
  download->file = -1;
  /* close() may report bytes that could not be written. */
  if (close(file) != 0 && errno != EINTR)
    return HWC_SYSTEM;
  if (rename(download->temporary, download->target) != 0)
    return HWC_SYSTEM;
  download->there = false;
  return HWC_OK;
}

void hwc_download_discard(struct hwc_download *download)
{
  if (download->file >= 0)
    close(download->file);
  download->file = -1;
  if (download->there && download->owner == getpid())
    unlink(download->temporary);
  download->there = false;
}

void hwc_download_free(struct hwc_download *download)
{
  if (download == NULL)
    return;
  hwc_download_discard(download);
  free(download->path);
  free(download->target);
  free(download->temporary);
  free(download);
}

uint64_t hwc_download_length(const struct hwc_download *download)
{
  return download->length;
}

const char *hwc_download_path(const struct hwc_download *download)
{
  return download->path;
}
