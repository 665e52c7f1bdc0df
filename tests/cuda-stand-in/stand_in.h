/*
 * A stand-in for the driver of NVIDIA GPUs (libcuda.so.1) that runs kernels on the processor, for tests where there is no GPU: the
 * program calls it as it would call the driver, and hands it the same PTX. See README.md.
 */
#ifndef STAND_IN_H
#define STAND_IN_H

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t address;

/* Codes of the driver, as far as they are given here. */
enum {
  SUCCESS = 0,
  INVALID_VALUE = 1,
  OUT_OF_MEMORY = 2,
  NO_DEVICE = 100,
  INVALID_DEVICE = 101,
  INVALID_CONTEXT = 201,
  INVALID_PTX = 218,
  NOT_FOUND = 500,
  MISALIGNED_ADDRESS = 716,
  LAUNCH_FAILED = 719,
  NOT_SUPPORTED = 801,
  CAPTURE_UNSUPPORTED = 900,
  CAPTURE_INVALIDATED = 901,
  DEVICE_LOST = 999
};

#define API __attribute__((visibility("default"))) int

/* Held in every call: there are no parallel calls here. */
extern pthread_mutex_t driver;
#define ENTER \
  __attribute__((cleanup(leave))) pthread_mutex_t *held = &driver; \
  pthread_mutex_lock(held)
static inline void leave(pthread_mutex_t **held) { pthread_mutex_unlock(*held); }

/* The context of this thread: what it makes belongs to it, and is used in no other. A call that needs one, where there is none or another, fails. */
void *context(void);
void require_context(void *context);
#define IN_CONTEXT \
  ENTER; \
  require_context(context()); \
  if (failure()) return failure()

/* What was called so far; see stand_in_count. */
enum count { LAUNCHES, GRAPH_LAUNCHES, MEMSETS, UPLOADS, DOWNLOADS, DEVICE_COPIES, WAITS, ALLOCATIONS, COUNTS };
extern long counts[COUNTS];

/* A setting: the number in the environment variable CUDA_STAND_IN_<name>, or what it is without. */
long setting(const char *name, long otherwise);

/* The first thing that went wrong, which all calls that come after return, as those of the driver do; SUCCESS where nothing did. */
int failure(void);
void fail(int code, const char *format, ...);

/* Told of each launch that was counted: from one on, the device may be lost. */
void submitted(void);

/* Memory of the device, and memory of the host that the device may read and write itself. */
int is_device_memory(address at);
int is_pinned(address at);

/* Something that a stream does. */
struct operation {
  struct operation *next;
  void (*run)(struct operation *);
  void (*release)(struct operation *);
};

struct stream;

/* Puts an operation at the end of a stream, or into the graph that it is capturing. Takes it over. */
int put(struct stream *stream, struct operation *one);

/* Has a stream do what was put into it. */
int finish(struct stream *stream);
int finish_all(void);
int is_capturing(struct stream *stream);

#endif
