/*
 * Modules and kernels. The PTX of a module is assembled with ptxas, where there is one, and must pass; then it becomes C, and a library that
 * is kept beside this one by the hash of the text.
 */
#define _GNU_SOURCE
#include "stand_in.h"
#include <ctype.h>
#include <dlfcn.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct module {
  void *context;
  void *library;
  void (*launch)(unsigned char *arguments, unsigned groups, unsigned threads, int order);
  size_t arguments_size;
};

static const char *folder(void) {
  static char path[1024];
  if (!*path) {
    Dl_info info;
    dladdr((void *)folder, &info);
    snprintf(path, sizeof path, "%s", info.dli_fname);
    char *end = strrchr(path, '/');
    if (end) *end = 0;
    else snprintf(path, sizeof path, ".");
  }
  return path;
}

static void fault(const char *kernel, const char *what, uint64_t at) {
  fail(strstr(what, "misaligned") ? MISALIGNED_ADDRESS : LAUNCH_FAILED, "kernel %s: %s (0x%" PRIx64 ")", kernel, what, at);
}

/* Writes the text, assembles it, and makes a library of it; whole or not at all, as several programs may do so at once. */
static int translate(const char *ptx, const char *base) {
  char file[1200], command[6000];
  snprintf(file, sizeof file, "%s.%d.ptx", base, (int)getpid());
  FILE *out = fopen(file, "w");
  if (!out) return INVALID_PTX;
  fputs(ptx, out);
  fclose(out);
  snprintf(command, sizeof command,
    "exec 2>&1; python=/usr/bin/python3; [ -x $python ] || python=python3; b='%s' p='%s.%d'; { ! command -v ptxas >/dev/null || ptxas -arch=sm_90 -o /dev/null \"$p.ptx\"; } && $python '%s/ptx_to_c.py' \"$p.ptx\" \"$p.c\" && "
    "cc -O1 -w -ffp-contract=off -fno-strict-aliasing -fwrapv -shared -fPIC -o \"$p.so\" \"$p.c\" -lm && mv \"$p.ptx\" \"$b.ptx\" && mv \"$p.c\" \"$b.c\" && mv \"$p.so\" \"$b.so\"",
    base, base, (int)getpid(), folder());
  FILE *said = popen(command, "r");
  char text[300] = "";
  size_t length = fread(text, 1, sizeof text - 1, said);
  text[length] = 0;
  if (pclose(said) == 0) return SUCCESS;
  fail(INVALID_PTX, "a kernel cannot be translated: %s", text);
  return INVALID_PTX;
}

static void free_text(char **text) { free(*text); }

/*
 * ILGPU numbers labels and functions through all that it compiles. Here they are numbered by where they first come in the text, so that the
 * same kernel has the same text in every program.
 */
static char *renumber(const char *ptx) {
  size_t length = strlen(ptx), known = 0, end = 0;
  char *text = malloc(2 * length + 1);
  long *numbers = malloc((length / 2 + 1) * sizeof *numbers);
  const char *body = strstr(ptx, ".address_size");
  while (*ptx) {
    text[end++] = *ptx;
    if (*ptx++ != '_' || ptx < body || !isdigit((unsigned char)*ptx)) continue;
    char *after;
    long number = strtol(ptx, &after, 10);
    if (isalnum((unsigned char)*after) || *after == '_') continue;
    size_t i = 0;
    while (i < known && numbers[i] != number) i++;
    if (i == known) numbers[known++] = number;
    end += (size_t)sprintf(text + end, "%zu", i);
    ptx = after;
  }
  text[end] = 0;
  free(numbers);
  return text;
}

API cuModuleLoadDataEx(struct module **module, const char *original, unsigned number, void *options, void *values) {
  IN_CONTEXT;
  char *ptx __attribute__((cleanup(free_text))) = renumber(original);
  uint64_t hash = 1469598103934665603u;
  for (const char *c = ptx; *c; c++) hash = (hash ^ (unsigned char)*c) * 1099511628211u;
  char base[1100], library[1200];
  snprintf(base, sizeof base, "%s/kernels", folder());
  mkdir(base, 0777);
  snprintf(base, sizeof base, "%s/kernels/%016" PRIx64, folder(), hash);
  snprintf(library, sizeof library, "%s.so", base);
  if (access(library, R_OK)) {
    int code = translate(ptx, base);
    if (code) return code;
  }
  struct module one = { context(), dlopen(library, RTLD_NOW) };
  if (!one.library) {
    fail(INVALID_PTX, "%s", dlerror());
    return INVALID_PTX;
  }
  one.launch = (void (*)(unsigned char *, unsigned, unsigned, int))dlsym(one.library, "ptx_launch");
  one.arguments_size = (size_t) * (int *)dlsym(one.library, "ptx_arguments_size");
  *(void (**)(const char *, const char *, uint64_t))dlsym(one.library, "ptx_fault") = fault;
  *module = malloc(sizeof one);
  **module = one;
  return SUCCESS;
}

API cuModuleLoadData(struct module **module, const char *ptx) { return cuModuleLoadDataEx(module, ptx, 0, NULL, NULL); }
API cuModuleUnload(struct module *module) { return SUCCESS; }
API cuModuleGetFunction(struct module **function, struct module *module, const char *name) { return *function = module, SUCCESS; }
API cuFuncGetAttribute(int *value, int attribute, struct module *function) { return *value = 0, SUCCESS; }
API cuFuncSetAttribute(struct module *function, int attribute, int value) { return SUCCESS; }
API cuOccupancyMaxActiveBlocksPerMultiprocessor(int *groups, struct module *function, int threads, size_t shared) {
  return *groups = 2048 / threads, SUCCESS;
}
API cuOccupancyMaxPotentialBlockSize(int *groups, int *threads, struct module *function, void *callback, size_t shared, int limit) {
  return *groups = 8, *threads = 256, SUCCESS;
}

struct launch {
  struct operation base;
  struct module *function;
  unsigned groups, threads;
  unsigned char arguments[];
};

static void run_launch(struct operation *one) {
  static long idle = -1, order;
  if (idle < 0) idle = setting("IDLE", 0), order = setting("ORDER", 0);
  struct launch *launch = (struct launch *)one;
  if (!idle) launch->function->launch(launch->arguments, launch->groups, launch->threads, (int)order);
}

static void free_operation(struct operation *one) { free(one); }

API cuLaunchKernel(struct module *function, unsigned groups_x, unsigned groups_y, unsigned groups_z, unsigned threads_x, unsigned threads_y,
                   unsigned threads_z, unsigned shared, struct stream *stream, void **arguments, void **extra) {
  ENTER;
  require_context(function->context);
  if (failure()) return failure();
  counts[LAUNCHES]++;
  submitted();
  if (groups_y != 1 || groups_z != 1 || threads_y != 1 || threads_z != 1 || shared) fail(NOT_SUPPORTED, "only kernels of one dimension without dynamic shared memory run here");
  if (!groups_x || !threads_x || threads_x > 1024) return INVALID_VALUE;
  const void *from = arguments ? arguments[0] : NULL;
  size_t size = function->arguments_size;
  for (int i = 0; extra && extra[i]; i += 2) {
    if ((uintptr_t)extra[i] == 1) from = extra[i + 1];
    if ((uintptr_t)extra[i] == 2) size = *(size_t *)extra[i + 1];
  }
  if (size != function->arguments_size) fail(INVALID_VALUE, "a kernel takes %zu bytes of arguments and was given %zu", function->arguments_size, size);
  if (failure()) return failure();
  struct launch *launch = malloc(sizeof *launch + size);
  *launch = (struct launch){ { NULL, run_launch, free_operation }, function, groups_x, threads_x };
  memcpy(launch->arguments, from, size);
  return put(stream, &launch->base);
}

/* A barrier of the whole grid needs all groups to run at once, which they do not here. */
API cuLaunchCooperativeKernel(void) { return NOT_SUPPORTED; }
