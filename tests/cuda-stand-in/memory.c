/*
 * Memory. Each array ends at a page that nobody may touch (to 16 bytes, beyond which there are marks), so that a kernel that goes beyond it
 * ends the program, and is full of rubbish at first.
 */
#define _GNU_SOURCE
#include "stand_in.h"
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum { PAGE = 4096, RUBBISH = 0xCB };

struct block {
  struct block *next;
  char *begin; /* of its pages, the first and last of which are closed */
  size_t length;
  char *first;
  size_t size;
  int pinned;
};

static struct block *blocks;
static size_t used;

static struct block *block_of(address at) {
  for (struct block *one = blocks; one; one = one->next)
    if (at >= (address)one->begin && at < (address)one->begin + one->length) return one;
  return NULL;
}

int is_device_memory(address at) {
  struct block *one = block_of(at);
  return one && !one->pinned;
}

int is_pinned(address at) {
  struct block *one = block_of(at);
  return one && one->pinned;
}

static int allocate(char **first, size_t size, int pinned) {
  if (size == 0) return INVALID_VALUE;
  size_t total = (size_t)setting("MEMORY_MIB", 8192) << 20;
  if (!pinned && (size > total || used > total - size)) return OUT_OF_MEMORY;
  size_t body = (size + PAGE - 1 + 16) & ~(size_t)(PAGE - 1);
  char *begin = mmap(NULL, body + 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (begin == MAP_FAILED) return OUT_OF_MEMORY;
  mprotect(begin, PAGE, PROT_NONE);
  mprotect(begin + PAGE + body, PAGE, PROT_NONE);
  memset(begin + PAGE, RUBBISH, body);
  struct block *one = malloc(sizeof *one);
  *one = (struct block){ blocks, begin, body + 2 * PAGE, (char *)((uintptr_t)(begin + PAGE + body - size) & ~(uintptr_t)15), size, pinned };
  blocks = one;
  *first = one->first;
  if (!pinned) used += size, counts[ALLOCATIONS]++;
  return SUCCESS;
}

static int is_rubbish(const char *begin, const char *end) {
  for (; begin < end; begin++)
    if ((unsigned char)*begin != RUBBISH) return 0;
  return 1;
}

static int release(char *first) {
  for (struct block **at = &blocks; *at; at = &(*at)->next) {
    struct block *one = *at;
    if (one->first != first) continue;
    if (!is_rubbish(one->begin + PAGE, one->first)) fail(LAUNCH_FAILED, "something was written before an array of %zu bytes", one->size);
    if (!is_rubbish(one->first + one->size, one->begin + one->length - PAGE)) fail(LAUNCH_FAILED, "something was written behind an array of %zu bytes", one->size);
    if (!one->pinned) used -= one->size;
    *at = one->next;
    munmap(one->begin, one->length);
    free(one);
    return SUCCESS;
  }
  return INVALID_VALUE;
}

API cuMemGetInfo_v2(size_t *left, size_t *total) {
  ENTER;
  *total = (size_t)setting("MEMORY_MIB", 8192) << 20;
  *left = *total - used;
  return SUCCESS;
}

API cuMemAlloc_v2(address *at, size_t size) {
  IN_CONTEXT;
  return allocate((char **)at, size, 0);
}

API cuMemFree_v2(address at) {
  ENTER;
  if (!at) return SUCCESS;
  require_context(context());
  finish_all();
  int code = release((char *)at);
  return failure() ? failure() : code;
}

API cuMemAllocHost_v2(void **at, size_t size) {
  IN_CONTEXT;
  return allocate((char **)at, size, 1);
}

API cuMemHostAlloc(void **at, size_t size, unsigned flags) { return cuMemAllocHost_v2(at, size); }

API cuMemFreeHost(void *at) {
  ENTER;
  finish_all();
  return release(at);
}

/* Memory of the program's own stays what it is: copies from it are made at once. */
API cuMemHostRegister_v2(void *at, size_t size, unsigned flags) { return SUCCESS; }
API cuMemHostUnregister(void *at) { return SUCCESS; }
API cuMemHostGetDevicePointer_v2(address *device, void *host, unsigned flags) { return *device = (address)host, SUCCESS; }
API cuPointerGetAttribute(void *value, int attribute, address at) { return INVALID_VALUE; }

struct copy {
  struct operation base;
  address to, from;
  size_t size;
  char staged[];
};

static void run_copy(struct operation *one) {
  struct copy *copy = (struct copy *)one;
  memcpy((void *)copy->to, copy->from ? (void *)copy->from : copy->staged, copy->size);
}

static void free_operation(struct operation *one) { free(one); }

/*
 * As the driver has it: what comes from memory that is not pinned is read at once, and what goes there is there when the call returns. What
 * comes from or goes to pinned memory is read and written when the stream comes to it: as late as it can be.
 */
API cuMemcpyAsync(address to, address from, size_t size, struct stream *stream) {
  ENTER;
  if (failure()) return failure();
  int to_device = is_device_memory(to), from_device = is_device_memory(from);
  counts[to_device && from_device ? DEVICE_COPIES : to_device ? UPLOADS : DOWNLOADS]++;
  int staged = !from_device && !is_pinned(from), direct = !to_device && !is_pinned(to);
  if (is_capturing(stream) && (staged || direct)) return CAPTURE_UNSUPPORTED;
  struct copy *copy = malloc(sizeof *copy + (staged ? size : 0));
  *copy = (struct copy){ { NULL, run_copy, free_operation }, to, staged ? 0 : from, size };
  if (staged) memcpy(copy->staged, (void *)from, size);
  int code = put(stream, &copy->base);
  return code || !direct ? code : finish(stream);
}

struct memset {
  struct operation base;
  address to;
  size_t size;
  unsigned value;
};

static void run_memset(struct operation *one) {
  struct memset *set = (struct memset *)one;
  memset((void *)set->to, (int)set->value, set->size);
}

API cuMemsetD8Async(address to, unsigned char value, size_t size, struct stream *stream) {
  ENTER;
  if (failure()) return failure();
  counts[MEMSETS]++;
  if (!is_device_memory(to)) return INVALID_VALUE;
  struct memset *set = malloc(sizeof *set);
  *set = (struct memset){ { NULL, run_memset, free_operation }, to, size, value };
  return put(stream, &set->base);
}
