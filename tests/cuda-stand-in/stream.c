/*
 * Streams, events and graphs. A stream does nothing before somebody waits for it, or for an event that comes later in it: a program that
 * reads something too early, or overwrites something too early, gets a wrong result every time, and not once in a while.
 */
#include "stand_in.h"
#include <stdio.h>
#include <stdlib.h>

struct stream {
  struct stream *next;
  void *context;
  struct operation *first, **last;
  long put, done; /* operations so far */
  struct graph *captures;
};

struct event {
  struct stream *stream;
  long put;
};

struct graph {
  struct operation *first, **last;
  long length;
};

/* The stream of number 0 goes before and behind all others, as it does without a flag in the driver. */
static struct stream default_stream = { .last = &default_stream.first };
static struct stream *streams;

enum { LONGEST = 100000 };

static struct stream *known(struct stream *stream) { return stream > (struct stream *)2 ? stream : &default_stream; }

int is_capturing(struct stream *stream) { return known(stream)->captures != NULL; }

static int run_through(struct stream *stream, long put) {
  while (stream->first && stream->done < put) {
    struct operation *one = stream->first;
    stream->first = one->next;
    if (!stream->first) stream->last = &stream->first;
    stream->done++;
    if (!failure()) one->run(one);
    if (one->release) one->release(one);
  }
  return failure();
}

int finish_all(void) {
  run_through(&default_stream, default_stream.put);
  for (struct stream *one = streams; one; one = one->next) run_through(one, one->put);
  return failure();
}

int finish(struct stream *stream) {
  stream = known(stream);
  return stream == &default_stream ? finish_all() : run_through(stream, stream->put);
}

static void append(struct operation ***last, struct operation *one) {
  one->next = NULL;
  **last = one;
  *last = &one->next;
}

int put(struct stream *stream, struct operation *one) {
  stream = known(stream);
  require_context(stream == &default_stream ? context() : stream->context);
  if (stream->captures) {
    append(&stream->captures->last, one);
    stream->captures->length++;
    return SUCCESS;
  }
  if (stream == &default_stream)
    for (struct stream *other = streams; other; other = other->next) run_through(other, other->put);
  else
    run_through(&default_stream, default_stream.put);
  append(&stream->last, one);
  stream->put++;
  return stream->put - stream->done > LONGEST ? finish(stream) : failure();
}

API cuStreamCreate(struct stream **stream, unsigned flags) {
  IN_CONTEXT;
  struct stream *one = calloc(1, sizeof *one);
  one->context = context();
  one->last = &one->first;
  one->next = streams;
  *stream = streams = one;
  return SUCCESS;
}

API cuStreamCreateWithPriority(struct stream **stream, unsigned flags, int priority) { return cuStreamCreate(stream, flags); }

API cuStreamDestroy_v2(struct stream *stream) {
  ENTER;
  if (known(stream) == &default_stream) return INVALID_VALUE;
  finish(stream);
  for (struct stream **at = &streams; *at; at = &(*at)->next)
    if (*at == stream) {
      *at = stream->next;
      break;
    }
  free(stream);
  return failure();
}

API cuStreamSynchronize(struct stream *stream) {
  ENTER;
  counts[WAITS]++;
  if (is_capturing(stream)) return CAPTURE_UNSUPPORTED;
  return finish(stream);
}

API cuEventCreate(struct event **event, unsigned flags) {
  IN_CONTEXT;
  *event = calloc(1, sizeof **event);
  return SUCCESS;
}

API cuEventDestroy_v2(struct event *event) {
  ENTER;
  free(event);
  return SUCCESS;
}

API cuEventRecord(struct event *event, struct stream *stream) {
  ENTER;
  event->stream = known(stream);
  event->put = event->stream->put;
  return failure();
}

static int reach(struct event *event) {
  if (event->stream == &default_stream) return finish_all();
  return event->stream ? run_through(event->stream, event->put) : SUCCESS;
}

API cuEventSynchronize(struct event *event) {
  ENTER;
  counts[WAITS]++;
  return reach(event);
}

API cuEventQuery(struct event *event) {
  ENTER;
  return reach(event);
}

API cuEventElapsedTime(float *milliseconds, struct event *begin, struct event *end) { return *milliseconds = 0, SUCCESS; }

struct wait {
  struct operation base;
  struct event event;
};

static void run_wait(struct operation *one) { reach(&((struct wait *)one)->event); }
static void free_operation(struct operation *one) { free(one); }

API cuStreamWaitEvent(struct stream *stream, struct event *event, unsigned flags) {
  ENTER;
  struct wait *wait = malloc(sizeof *wait);
  *wait = (struct wait){ { NULL, run_wait, free_operation }, *event };
  return put(stream, &wait->base);
}

API cuStreamBeginCapture_v2(struct stream *stream, int mode) {
  IN_CONTEXT;
  if (known(stream) == &default_stream) return CAPTURE_UNSUPPORTED;
  if (stream->captures) return INVALID_VALUE;
  stream->captures = calloc(1, sizeof *stream->captures);
  stream->captures->last = &stream->captures->first;
  return SUCCESS;
}

API cuStreamEndCapture(struct stream *stream, struct graph **graph) {
  ENTER;
  *graph = known(stream)->captures;
  known(stream)->captures = NULL;
  return *graph ? SUCCESS : INVALID_VALUE;
}

API cuGraphGetNodes(struct graph *graph, void **nodes, size_t *number) {
  ENTER;
  if (nodes) return NOT_SUPPORTED;
  *number = (size_t)graph->length;
  return SUCCESS;
}

/* A graph cannot be changed here, so what is launched is the graph itself; its operations go with whichever goes last. */
struct executable {
  struct operation *first;
  int launches; /* that wait in streams */
  int destroyed;
};

static void free_executable(struct executable *executable) {
  if (!executable->destroyed || executable->launches) return;
  for (struct operation *one = executable->first, *next; one; one = next) {
    next = one->next;
    one->release(one);
  }
  free(executable);
}

API cuGraphInstantiateWithFlags(struct executable **executable, struct graph *graph, unsigned long long flags) {
  ENTER;
  if (!setting("GRAPHS", 1)) return NOT_SUPPORTED;
  *executable = calloc(1, sizeof **executable);
  (*executable)->first = graph->first;
  graph->first = NULL;
  return SUCCESS;
}

API cuGraphDestroy(struct graph *graph) {
  ENTER;
  for (struct operation *one = graph->first, *next; one; one = next) {
    next = one->next;
    one->release(one);
  }
  free(graph);
  return SUCCESS;
}

struct graph_launch {
  struct operation base;
  struct executable *executable;
};

static void run_graph(struct operation *one) {
  for (struct operation *node = ((struct graph_launch *)one)->executable->first; node && !failure(); node = node->next) node->run(node);
}

static void release_launch(struct operation *one) {
  struct graph_launch *launch = (struct graph_launch *)one;
  launch->executable->launches--;
  free_executable(launch->executable);
  free(launch);
}

API cuGraphLaunch(struct executable *executable, struct stream *stream) {
  ENTER;
  if (failure()) return failure();
  if (is_capturing(stream)) return NOT_SUPPORTED;
  counts[GRAPH_LAUNCHES]++;
  submitted();
  struct graph_launch *launch = malloc(sizeof *launch);
  *launch = (struct graph_launch){ { NULL, run_graph, release_launch }, executable };
  executable->launches++;
  return put(stream, &launch->base);
}

API cuGraphExecDestroy(struct executable *executable) {
  ENTER;
  executable->destroyed = 1;
  free_executable(executable);
  return SUCCESS;
}
