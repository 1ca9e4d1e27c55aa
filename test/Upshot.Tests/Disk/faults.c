// Preloaded into a server by FaultTests: lets the Nth write, flush, rename or open under a directory fail, and says afterwards how many there were.
//
//   FAULT_UNDER  the directory        FAULT_AT     the first one that fails, from 1; 0: none
//   FAULT_KIND   an errno, or short   FAULT_TIMES  how many fail from there on
//   FAULT_COUNT  the file that the count is written to, 8 bytes, mapped, so that a kill leaves it
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <unistd.h>

static const char *under;
static size_t under_length;
static long at, times;
static int error_number, is_short;
static _Atomic long *count;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void)
{
    const char *kind = getenv("FAULT_KIND"), *file = getenv("FAULT_COUNT");
    under = getenv("FAULT_UNDER");
    if (!under || !file)
    {
        under = NULL;
        return;
    }

    under_length = strlen(under);
    at = getenv("FAULT_AT") ? atol(getenv("FAULT_AT")) : 0;
    times = getenv("FAULT_TIMES") ? atol(getenv("FAULT_TIMES")) : 1;
    is_short = kind && strcmp(kind, "short") == 0;
    error_number = kind && !is_short ? atoi(kind) : ENOSPC;
    int fd = REAL(open)(file, O_RDWR | O_CREAT, 0600);
    if (fd < 0 || REAL(ftruncate)(fd, sizeof *count) != 0)
    {
        abort();
    }

    count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    close(fd);
}

static int is_ours(const char *path)
{
    return under && path && strncmp(path, under, under_length) == 0;
}

static int is_ours_fd(int fd)
{
    char link[40], path[PATH_MAX];
    if (!under)
    {
        return 0;
    }

    int before = errno;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    errno = before;
    if (length < 0)
    {
        return 0;
    }

    path[length] = 0;
    return is_ours(path);
}

// Whether this one fails.
static int fails(void)
{
    long number = atomic_fetch_add(count, 1) + 1;
    return at > 0 && number >= at && number - at < times;
}

static int refuse(void)
{
    errno = error_number;
    return -1;
}

// A short write takes half; where there is no half, and for what is no write, it is a full disk.
#define WRITE(fd, size, real, half)                       \
    if (!is_ours_fd(fd) || !fails()) { return real; }     \
    if (is_short && (size) > 1) { return half; }          \
    return refuse()

ssize_t write(int fd, const void *b, size_t n) { WRITE(fd, n, REAL(write)(fd, b, n), REAL(write)(fd, b, n / 2)); }
ssize_t pwrite(int fd, const void *b, size_t n, off_t o) { WRITE(fd, n, REAL(pwrite)(fd, b, n, o), REAL(pwrite)(fd, b, n / 2, o)); }
ssize_t pwrite64(int fd, const void *b, size_t n, off64_t o) { WRITE(fd, n, REAL(pwrite64)(fd, b, n, o), REAL(pwrite64)(fd, b, n / 2, o)); }
ssize_t writev(int fd, const struct iovec *v, int n) { WRITE(fd, v[0].iov_len, REAL(writev)(fd, v, n), REAL(write)(fd, v[0].iov_base, v[0].iov_len / 2)); }
ssize_t pwritev(int fd, const struct iovec *v, int n, off_t o) { WRITE(fd, v[0].iov_len, REAL(pwritev)(fd, v, n, o), REAL(pwrite)(fd, v[0].iov_base, v[0].iov_len / 2, o)); }
ssize_t pwritev64(int fd, const struct iovec *v, int n, off64_t o) { WRITE(fd, v[0].iov_len, REAL(pwritev64)(fd, v, n, o), REAL(pwrite64)(fd, v[0].iov_base, v[0].iov_len / 2, o)); }

int fsync(int fd) { return is_ours_fd(fd) && fails() ? refuse() : REAL(fsync)(fd); }
int fdatasync(int fd) { return is_ours_fd(fd) && fails() ? refuse() : REAL(fdatasync)(fd); }
int ftruncate(int fd, off_t n) { return is_ours_fd(fd) && fails() ? refuse() : REAL(ftruncate)(fd, n); }
int ftruncate64(int fd, off64_t n) { return is_ours_fd(fd) && fails() ? refuse() : REAL(ftruncate64)(fd, n); }
int rename(const char *a, const char *b) { return (is_ours(a) || is_ours(b)) && fails() ? refuse() : REAL(rename)(a, b); }

#define MODE(flags)                        \
    mode_t mode = 0;                       \
    if ((flags) & (O_CREAT | O_TMPFILE))   \
    {                                      \
        va_list rest;                      \
        va_start(rest, flags);             \
        mode = va_arg(rest, mode_t);       \
        va_end(rest);                      \
    }

int open(const char *p, int flags, ...) { MODE(flags) return is_ours(p) && fails() ? refuse() : REAL(open)(p, flags, mode); }
int open64(const char *p, int flags, ...) { MODE(flags) return is_ours(p) && fails() ? refuse() : REAL(open64)(p, flags, mode); }
int openat(int d, const char *p, int flags, ...) { MODE(flags) return is_ours(p) && fails() ? refuse() : REAL(openat)(d, p, flags, mode); }
int openat64(int d, const char *p, int flags, ...) { MODE(flags) return is_ours(p) && fails() ? refuse() : REAL(openat64)(d, p, flags, mode); }
