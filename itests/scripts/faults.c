// SPDX-License-Identifier: Apache-2.0
/*
 * Faults for one process, loaded before the C library (LD_PRELOAD): a wall clock that is set back, and
 * fsync that fails. Both come and go while the process runs: the file that TUBEPOST_FAULTS names is mapped,
 * and holds two integers of 64 bits and a text of 240 octets that ends with a 0.
 *
 *   clock   seconds added to the wall clock; less than 0 is set back. The monotonic clock and the CPU
 *           clocks go on, as they do when an administrator sets a real clock.
 *   sync    0, or the errno with which fsync and fdatasync fail, without having written anything.
 *   within  only for files whose path contains this.
 *
 * File times are the kernel's and do not follow.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

struct faults {
    volatile int64_t clock;
    volatile int64_t sync;
    char within[240];
};

static struct faults none;
static struct faults *faults = &none;

__attribute__((constructor)) static void begin(void) {
    const char *path = getenv("TUBEPOST_FAULTS");
    int file = path == NULL ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (file >= 0) {
        void *mapped = mmap(NULL, sizeof(struct faults), PROT_READ, MAP_SHARED, file, 0);
        if (mapped != MAP_FAILED) {
            faults = mapped;
        }
        close(file);
    }
}

/* The C library's own function of a name; looked up once. */
#define REAL(function) \
    static __typeof__(&function) real; \
    if (real == NULL) { \
        real = (__typeof__(&function)) dlsym(RTLD_NEXT, #function); \
    }

static int is_wall(clockid_t clock) {
    return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE;
}

int clock_gettime(clockid_t clock, struct timespec *now) {
    REAL(clock_gettime)
    int result = real(clock, now);
    if (result == 0 && is_wall(clock)) {
        now->tv_sec += faults->clock;
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
    REAL(gettimeofday)
    int result = real(now, zone);
    if (result == 0) {
        now->tv_sec += faults->clock;
    }
    return result;
}

time_t time(time_t *into) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    if (into != NULL) {
        *into = now.tv_sec;
    }
    return now.tv_sec;
}

/* Deadlines on the wall clock go back to the kernel's; no machine has been up for 30 years. */
int pthread_cond_timedwait(pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex,
                           const struct timespec *restrict deadline) {
    /* There are two of this name; C libraries before 2.36 give the old one. */
    static __typeof__(&pthread_cond_timedwait) real;
    if (real == NULL) {
        real = (__typeof__(&pthread_cond_timedwait))
            dlvsym(RTLD_NEXT, "pthread_cond_timedwait", "GLIBC_2.3.2");
    }
    if (real == NULL) {
        real = (__typeof__(&pthread_cond_timedwait)) dlsym(RTLD_NEXT, "pthread_cond_timedwait");
    }
    struct timespec true_deadline = *deadline;
    if (deadline->tv_sec > 1000000000) {
        true_deadline.tv_sec -= faults->clock;
    }
    return real(condition, mutex, &true_deadline);
}

static int fails(int file) {
    int64_t reason = faults->sync;
    if (reason == 0) {
        return 0;
    }
    char link[32], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) {
        return 0;
    }
    path[length] = 0;
    if (strstr(path, faults->within) == NULL) {
        return 0;
    }
    errno = (int) reason;
    return 1;
}

int fsync(int file) {
    REAL(fsync)
    return fails(file) ? -1 : real(file);
}

int fdatasync(int file) {
    REAL(fdatasync)
    return fails(file) ? -1 : real(file);
}
