/* Devices, contexts, errors and counts. */
#include "stand_in.h"
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

pthread_mutex_t driver = PTHREAD_MUTEX_INITIALIZER;
long counts[COUNTS];

static const char *const count_names[COUNTS] = { "launches", "graph-launches", "memsets", "uploads", "downloads", "device-copies", "waits", "allocations" };
static int failed;
static char failure_text[400];

long setting(const char *name, long otherwise) {
  char variable[64];
  snprintf(variable, sizeof variable, "CUDA_STAND_IN_%s", name);
  const char *text = getenv(variable);
  return text && *text ? atol(text) : otherwise;
}

int failure(void) { return failed; }

void fail(int code, const char *format, ...) {
  if (failed) return;
  va_list values;
  va_start(values, format);
  vsnprintf(failure_text, sizeof failure_text, format, values);
  va_end(values);
  failed = code;
  fprintf(stderr, "CUDA stand-in: %s\n", failure_text);
}

void submitted(void) {
  static long last = -1;
  if (last < 0) last = setting("LOST_AFTER", 0);
  if (last && counts[LAUNCHES] + counts[GRAPH_LAUNCHES] > last) fail(DEVICE_LOST, "the device was lost after %ld launches", last);
}

static void report(void) {
  if (!setting("COUNT", 0)) return;
  fprintf(stderr, "CUDA stand-in:");
  for (int i = 0; i < COUNTS; i++) fprintf(stderr, " %ld %s%s", counts[i], count_names[i], i + 1 < COUNTS ? "," : "\n");
}

/* Not of the driver: how often something was called, by the names above; -1 for another name. */
__attribute__((visibility("default"))) long stand_in_count(const char *name) {
  ENTER;
  for (int i = 0; i < COUNTS; i++)
    if (!strcmp(name, count_names[i])) return counts[i];
  return -1;
}

API cuInit(unsigned flags) {
  static int begun;
  ENTER;
  if (!begun++) atexit(report);
  return setting("DEVICES", 1) > 0 ? SUCCESS : NO_DEVICE;
}

/* Programs go by the version for the PTX that they write: where there is a ptxas, it is that which ptxas takes. */
API cuDriverGetVersion(int *version) {
  static int known;
  ENTER;
  if (!known) {
    int major = 12, minor = 4;
    char line[200];
    FILE *said = popen("ptxas --version 2>/dev/null", "r");
    while (said && fgets(line, sizeof line, said)) {
      const char *release = strstr(line, "release ");
      if (release) sscanf(release, "release %d.%d", &major, &minor);
    }
    if (said) pclose(said);
    known = (int)setting("VERSION", 1000 * major + 10 * minor);
  }
  return *version = known, SUCCESS;
}

API cuGetErrorString(int code, const char **text) {
  ENTER;
  *text = code == failed && failed ? failure_text : code == OUT_OF_MEMORY ? "out of memory" : code == INVALID_VALUE ? "invalid argument"
    : code == CAPTURE_UNSUPPORTED ? "operation not permitted when stream is capturing" : "error of the stand-in";
  return SUCCESS;
}

API cuDeviceGetCount(int *number) { return *number = (int)setting("DEVICES", 1), SUCCESS; }
API cuDeviceGet(int *device, int ordinal) { return *device = ordinal, ordinal < setting("DEVICES", 1) ? SUCCESS : INVALID_DEVICE; }
API cuDeviceGetName(char *name, int length, int device) { return snprintf(name, (size_t)length, "PTX on the processor"), SUCCESS; }
API cuDeviceTotalMem_v2(size_t *bytes, int device) { return *bytes = (size_t)setting("MEMORY_MIB", 8192) << 20, SUCCESS; }

/* By the numbers of CUdevice_attribute: those of an H100, but for the number of multiprocessors, which sets how many groups kernels get. */
API cuDeviceGetAttribute(int *value, int attribute, int device) {
  switch (attribute) {
    case 1: case 2: case 3: *value = 1024; break;                                    /* threads per group, and by x and y */
    case 4: *value = 64; break;                                                      /* ... by z */
    case 5: case 11: *value = 2147483647; break;                                     /* groups by x; pitch */
    case 6: case 7: case 12: case 82: *value = 65535; break;                         /* groups by y and z; registers */
    case 8: *value = 49152; break;                                                   /* shared memory per group */
    case 9: *value = 65536; break;                                                   /* constant memory */
    case 10: *value = 32; break;                                                     /* threads of a warp */
    case 13: *value = 1980000; break;                                                /* clock [kHz] */
    case 16: *value = (int)setting("MULTIPROCESSORS", 1); break;
    case 33: *value = device + 1; break;                                             /* PCI bus, by which programs tell devices apart */
    case 36: *value = 2619000; break;                                                /* clock of memory [kHz] */
    case 37: *value = 5120; break;                                                   /* width of memory [bits] */
    case 38: *value = 50 << 20; break;                                               /* L2 cache */
    case 39: *value = 2048; break;                                                   /* threads per multiprocessor */
    case 40: *value = 3; break;                                                      /* engines that copy */
    case 41: *value = 1; break;                                                      /* unified addressing */
    case 75: *value = 9; break;                                                      /* compute capability */
    case 76: *value = 0; break;
    case 81: *value = 233472; break;                                                 /* shared memory per multiprocessor */
    default: *value = 0;
  }
  return SUCCESS;
}

API cuDeviceCanAccessPeer(int *can, int device, int peer) { return *can = 0, SUCCESS; }
API cuDeviceGetP2PAttribute(int *value, int attribute, int device, int peer) { return *value = 0, SUCCESS; }

static _Thread_local void *current;

void *context(void) { return current; }

void require_context(void *context) {
  if (!current) fail(INVALID_CONTEXT, "a call in a thread that has no context");
  else if (context != current) fail(INVALID_CONTEXT, "something is used in another context than its own");
}

API cuCtxCreate_v2(void **context, unsigned flags, int device) {
  static uintptr_t number = 0x1000;
  ENTER;
  *context = current = (void *)++number;
  return SUCCESS;
}

API cuCtxDestroy_v2(void *context) {
  if (current == context) current = NULL;
  return SUCCESS;
}

API cuCtxSetCurrent(void *context) { return current = context, SUCCESS; }
API cuCtxGetCacheConfig(int *config) { return *config = 0, SUCCESS; }
API cuCtxSetCacheConfig(int config) { return SUCCESS; }
API cuCtxGetSharedMemConfig(int *config) { return *config = 0, SUCCESS; }
API cuCtxSetSharedMemConfig(int config) { return SUCCESS; }
API cuCtxEnablePeerAccess(void *peer, unsigned flags) { return NOT_SUPPORTED; }
API cuCtxDisablePeerAccess(void *peer) { return NOT_SUPPORTED; }
API cuCtxSynchronize(void) {
  ENTER;
  counts[WAITS]++;
  return finish_all();
}
