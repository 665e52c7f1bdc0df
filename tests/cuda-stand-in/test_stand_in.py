#!/usr/bin/env python3
"""Tests of the stand-in for the CUDA driver: test_stand_in.py FOLDER [COUNTS], FOLDER being what build.sh has made.

Kernels are small PTX texts. What ends the driver (a fault, an address that nobody may touch) is tried in a process of its own. Writes
passed, failed and skipped tests to the file COUNTS.
"""

import ctypes
import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
FOLDER = os.path.abspath(sys.argv[1]) if len(sys.argv) > 1 else "."
HEAD = ".version 7.8\n.target sm_80\n.address_size 64\n"
ADD_ONE = """
.visible .entry AddOne(
	.param .align 8 .b8 _a[16]
)
{
	.reg .pred	%p<2>;
	.reg .b32	%r<8>;
	.reg .b64	%rd<5>;

	ld.param.b64	%rd1, [_a];
	ld.param.b32	%r1, [_a+8];
	mov.u32	%r2, %ctaid.x;
	mov.u32	%r3, %ntid.x;
	mov.u32	%r4, %tid.x;
	mad.lo.s32	%r5, %r2, %r3, %r4;
	setp.ge.s32	%p1, %r5, %r1;
	@%p1 bra	L_1;
	mul.wide.u32	%rd2, %r5, 4;
	add.u64	%rd3, %rd1, %rd2;
	ld.global.b32	%r6, [%rd3];
	add.s32	%r7, %r6, 1;
	st.global.b32	[%rd3], %r7;

	L_1:
	ret;
}
"""


def kernel(registers, body, size=16, name="Kernel"):
    """A kernel whose argument is an address at 0 and an integer at 8, in %rd1 and %r1."""
    return f"""
.visible .entry {name}(
	.param .align 8 .b8 _a[{size}]
)
{{
	{registers}
	ld.param.b64	%rd1, [_a];
	ld.param.b32	%r1, [_a+8];
	mov.u32	%r2, %tid.x;
{body}
	ret;
}}
"""


REGISTERS = ".reg .pred	%p<4>;\n	.reg .b32	%r<16>;\n	.reg .f32	%f<16>;\n	.reg .b64	%rd<8>;\n"


class Arguments(ctypes.Structure):
    _fields_ = [("array", ctypes.c_uint64), ("number", ctypes.c_int32)]


class Driver:
    """The calls of the driver that the tests make; a code other than 0 is an error."""

    def __init__(self):
        self.library = ctypes.CDLL(os.path.join(FOLDER, "libcuda.so.1"))
        self.library.stand_in_count.restype = ctypes.c_long
        self.call("cuInit", 0)
        self.context = ctypes.c_void_p()
        self.call("cuCtxCreate_v2", ctypes.byref(self.context), 0, 0)

    def code(self, name, *arguments):
        return getattr(self.library, name)(*arguments)

    def call(self, name, *arguments):
        code = self.code(name, *arguments)
        if code:
            text = ctypes.c_char_p()
            self.library.cuGetErrorString(code, ctypes.byref(text))
            raise RuntimeError(f"{name}: {code} {text.value.decode()}")

    def count(self, name):
        return self.library.stand_in_count(name.encode())

    def load(self, text):
        module = ctypes.c_void_p()
        self.call("cuModuleLoadData", ctypes.byref(module), (HEAD + text).encode())
        function = ctypes.c_void_p()
        self.call("cuModuleGetFunction", ctypes.byref(function), module, b"Kernel")
        return function

    def array(self, values):
        at = ctypes.c_uint64()
        self.call("cuMemAlloc_v2", ctypes.byref(at), ctypes.c_size_t(4 * len(values)))
        self.write(at, (ctypes.c_int32 * len(values))(*values))
        return at

    def write(self, at, values, stream=None):
        self.call("cuMemcpyAsync", at, ctypes.c_uint64(ctypes.addressof(values)), ctypes.c_size_t(ctypes.sizeof(values)), stream)

    def read(self, at, length, stream=None, kind=ctypes.c_int32):
        values = (kind * length)()
        self.call("cuMemcpyAsync", ctypes.c_uint64(ctypes.addressof(values)), at, ctypes.c_size_t(ctypes.sizeof(values)), stream)
        return list(values)

    def launch(self, function, array, number, groups=1, threads=32, stream=None, size=16):
        arguments, length = Arguments(array.value, number), ctypes.c_size_t(size)
        extra = (ctypes.c_void_p * 5)(1, ctypes.addressof(arguments), 2, ctypes.addressof(length), 0)
        self.call("cuLaunchKernel", function, groups, 1, 1, threads, 1, 1, 0, stream, None, extra)

    def stream(self):
        stream = ctypes.c_void_p()
        self.call("cuStreamCreate", ctypes.byref(stream), 1)
        return stream

    def pinned(self, length):
        at = ctypes.c_void_p()
        self.call("cuMemAllocHost_v2", ctypes.byref(at), ctypes.c_size_t(4 * length))
        return (ctypes.c_int32 * length).from_address(at.value)


def run(lines, **settings):
    """Runs lines of this module's language in a process of its own, with settings of the stand-in; what it printed, and its exit code."""
    code = f"import sys; sys.argv = ['', {FOLDER!r}]; sys.path.insert(0, {os.path.dirname(os.path.abspath(__file__))!r})\nfrom test_stand_in import *\n" + lines
    environment = {**os.environ, **{f"CUDA_STAND_IN_{name}": str(value) for name, value in settings.items()}}
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr, done.returncode


class Kernels(unittest.TestCase):
    def setUp(self):
        self.driver = Driver()

    def result(self, body, values, number=0, threads=1, kind=ctypes.c_int32):
        array = self.driver.array(values)
        self.driver.launch(self.driver.load(kernel(REGISTERS, body)), array, number, threads=threads)
        result = self.driver.read(array, len(values), kind=kind)
        self.driver.call("cuMemFree_v2", array)
        return result

    def test_every_thread_of_every_group_runs(self):
        array = self.driver.array(range(1000))
        self.driver.launch(self.driver.load(ADD_ONE), array, 1000, groups=8, threads=128)
        self.assertEqual(self.driver.read(array, 1000), list(range(1, 1001)))

    def test_arithmetic_is_that_of_its_width_and_sign(self):
        self.assertEqual(self.result("	div.s32 %r3, -7, 2;\n	st.b32 [%rd1], %r3;\n	div.u32 %r4, -7, 2;\n	st.b32 [%rd1+4], %r4;\n"
                                     "	shr.s32 %r5, -8, 40;\n	st.b32 [%rd1+8], %r5;\n	shl.b32 %r6, 1, 32;\n	st.b32 [%rd1+12], %r6;\n"
                                     "	mul.wide.s32 %rd2, -3, 5;\n	st.b64 [%rd1+16], %rd2;\n", [0] * 6), [-3, 2147483644, -1, 0, -15, -1])

    def test_floating_point_numbers_are_rounded_after_each_operation(self):
        values = self.result("	mov.f32 %f1, 0f3F800001;\n	mul.rn.f32 %f2, %f1, %f1;\n	sub.rn.f32 %f3, %f2, 0f3F800002;\n	st.f32 [%rd1], %f3;\n"
                             "	mov.f32 %f4, 0f7FC00000;\n	testp.notanumber.f32 %p1, %f4;\n	selp.f32 %f5, 0f3F800000, 0f00000000, %p1;\n	st.f32 [%rd1+4], %f5;\n"
                             "	setp.ltu.f32 %p2, %f4, %f1;\n	selp.f32 %f6, 0f3F800000, 0f00000000, %p2;\n	st.f32 [%rd1+8], %f6;\n"
                             "	setp.lt.f32 %p3, %f4, %f1;\n	selp.f32 %f7, 0f3F800000, 0f00000000, %p3;\n	st.f32 [%rd1+12], %f7;\n",
                             [0] * 4, kind=ctypes.c_float)
        self.assertEqual(values, [0.0, 1.0, 1.0, 0.0])

    def test_atomic_operations_give_what_was_there(self):
        self.assertEqual(self.result("	atom.global.add.u32 %r3, [%rd1], 2;\n	st.b32 [%rd1+4], %r3;\n	red.global.max.s32 [%rd1+8], -5;\n", [40, 0, -9]), [42, 40, -5])

    def test_threads_meet_at_a_barrier(self):
        # Each thread reads what the one before it wrote, first backwards and then forwards, so no order can stand in for the barrier.
        body = ("	mul.wide.u32 %rd2, %r2, 4;\n	add.u64 %rd3, %rd1, %rd2;\n	st.b32 [%rd3], %r2;\n	bar.sync 0;\n"
                "	sub.s32 %r3, 63, %r2;\n	mul.wide.u32 %rd4, %r3, 4;\n	add.u64 %rd5, %rd1, %rd4;\n	ld.b32 %r4, [%rd5];\n	bar.sync 0;\n	st.b32 [%rd3], %r4;\n")
        self.assertEqual(self.result(body, [0] * 64, threads=64), list(range(63, -1, -1)))

    def test_threads_of_a_warp_meet_apart_from_the_group(self):
        body = ("	mul.wide.u32 %rd2, %r2, 4;\n	add.u64 %rd3, %rd1, %rd2;\n	st.b32 [%rd3], %r2;\n	setp.ge.s32 %p1, %r2, 32;\n	@%p1 bra L_2;\n"
                "	bar.warp.sync 0xFFFFFFFF;\n	xor.b32 %r3, %r2, 31;\n	mul.wide.u32 %rd4, %r3, 4;\n	add.u64 %rd5, %rd1, %rd4;\n	ld.b32 %r4, [%rd5];\n"
                "	bar.warp.sync 0xFFFFFFFF;\n	st.b32 [%rd3], %r4;\n\n	L_2:\n")
        self.assertEqual(self.result(body, [0] * 64, threads=64), list(range(31, -1, -1)) + list(range(32, 64)))


class Streams(unittest.TestCase):
    def setUp(self):
        self.driver = Driver()
        self.stream = self.driver.stream()
        self.function = self.driver.load(ADD_ONE)

    def test_pinned_memory_is_read_and_written_when_the_stream_gets_there(self):
        source, target = self.driver.pinned(1), self.driver.pinned(1)
        array = self.driver.array([0])
        source[0], target[0] = 5, 0
        self.driver.write(array, source, self.stream)
        source[0] = 7
        self.driver.launch(self.function, array, 1, stream=self.stream)
        self.driver.call("cuMemcpyAsync", ctypes.c_uint64(ctypes.addressof(target)), array, ctypes.c_size_t(4), self.stream)
        self.assertEqual(target[0], 0)
        self.driver.call("cuStreamSynchronize", self.stream)
        self.assertEqual(target[0], 8)

    def test_an_event_is_waited_for_with_all_that_came_before_it(self):
        event, target = ctypes.c_void_p(), self.driver.pinned(1)
        self.driver.call("cuEventCreate", ctypes.byref(event), 0)
        array = self.driver.array([1])
        self.driver.launch(self.function, array, 1, stream=self.stream)
        self.driver.call("cuEventRecord", event, self.stream)
        other = self.driver.stream()
        self.driver.call("cuStreamWaitEvent", other, event, 0)
        self.driver.call("cuMemcpyAsync", ctypes.c_uint64(ctypes.addressof(target)), array, ctypes.c_size_t(4), other)
        self.driver.call("cuStreamSynchronize", other)
        self.assertEqual(target[0], 2)

    def test_a_graph_does_again_what_was_captured(self):
        array, graph, executable = self.driver.array([0] * 4), ctypes.c_void_p(), ctypes.c_void_p()
        self.driver.call("cuStreamBeginCapture_v2", self.stream, 0)
        self.driver.launch(self.function, array, 4, stream=self.stream)
        self.driver.launch(self.function, array, 2, stream=self.stream)
        self.assertEqual(self.driver.code("cuStreamSynchronize", self.stream), 900)
        self.driver.call("cuStreamEndCapture", self.stream, ctypes.byref(graph))
        self.assertEqual(self.driver.read(array, 4, self.stream), [0] * 4)
        self.driver.call("cuGraphInstantiateWithFlags", ctypes.byref(executable), graph, ctypes.c_ulonglong(0))
        self.driver.call("cuGraphDestroy", graph)
        before = self.driver.count("graph-launches")
        for _ in range(3):
            self.driver.call("cuGraphLaunch", executable, self.stream)
        self.driver.call("cuGraphExecDestroy", executable)
        self.assertEqual(self.driver.read(array, 4, self.stream), [6, 6, 3, 3])
        self.assertEqual(self.driver.count("graph-launches"), before + 3)

    def test_the_default_stream_captures_nothing(self):
        self.assertEqual(self.driver.code("cuStreamBeginCapture_v2", None, 0), 900)

    def test_calls_are_counted(self):
        before = {name: self.driver.count(name) for name in ("launches", "uploads", "downloads", "memsets", "waits")}
        array = self.driver.array([1, 2])
        self.driver.launch(self.function, array, 2)
        self.driver.call("cuMemsetD8Async", array, 0, ctypes.c_size_t(4), None)
        self.assertEqual(self.driver.read(array, 2), [0, 3])
        self.driver.call("cuCtxSynchronize")
        self.assertEqual({name: self.driver.count(name) - count for name, count in before.items()}, dict.fromkeys(before, 1))
        self.assertEqual(self.driver.count("riddles"), -1)


class Faults(unittest.TestCase):
    def said(self, lines, **settings):
        text, code = run(lines, **settings)
        self.assertNotEqual(code, 0, text)
        return text

    def of_kernel(self, body, array="[0] * 8", threads=1, size=16):
        return self.said(f"d = Driver(); a = d.array({array}); d.launch(d.load(kernel(REGISTERS, {body!r})), a, 8, threads={threads}, size={size})\n"
                         "d.read(a, 1); d.call('cuMemFree_v2', a)")

    def test_a_thread_without_a_context(self):
        self.assertIn("has no context", self.said("d = Driver(); d.call('cuCtxSetCurrent', None); d.array([1])"))

    def test_a_stream_and_a_kernel_of_another_context(self):
        begin = "d = Driver(); a = d.array([1]); f = d.load(ADD_ONE); s = d.stream(); d.call('cuCtxCreate_v2', ctypes.byref(d.context), 0, 0)\n"
        self.assertIn("another context", self.said(begin + "d.launch(f, a, 1)"))
        self.assertIn("another context", self.said(begin + "d.read(a, 1, s)"))

    def test_misaligned_access(self):
        self.assertIn("misaligned access", self.of_kernel("	ld.b32 %r3, [%rd1+2];\n"))

    def test_access_far_beyond_an_array_ends_the_program(self):
        text, code = run(f"d = Driver(); a = d.array([0] * 8); d.launch(d.load(kernel(REGISTERS, {'	st.b32 [%rd1+40], %r1;' + chr(10)!r})), a, 8, threads=1); d.read(a, 1)")
        self.assertEqual(code, -11, text)

    def test_writing_just_behind_an_array(self):
        self.assertIn("behind an array of 12 bytes", self.of_kernel("	st.b32 [%rd1+12], %r1;\n", array="[0] * 3"))

    def test_threads_that_do_not_meet(self):
        ended = self.of_kernel("	setp.ge.s32 %p1, %r2, 2;\n	@%p1 bra L_3;\n	bar.sync 0;\n\n	L_3:\n", threads=4)
        self.assertIn("some threads ended while others wait at a barrier", ended)
        different = self.of_kernel("	setp.ge.s32 %p1, %r2, 2;\n	@%p1 bra L_3;\n	bar.sync 0;\n	ret;\n\n	L_3:\n	bar.sync 0;\n", threads=4)
        self.assertIn("different barriers", different)
        warp = self.of_kernel("	setp.ge.s32 %p1, %r2, 2;\n	@%p1 bra L_3;\n	bar.warp.sync 0xFFFFFFFF;\n\n	L_3:\n", threads=4)
        self.assertIn("some threads of a warp wait at a barrier", warp)

    def test_arguments_of_another_size(self):
        self.assertIn("takes 16 bytes of arguments and was given 12", self.of_kernel("", size=12))

    def test_operations_that_a_compiler_may_fuse(self):
        self.assertIn("no rounding mode", self.of_kernel("	mul.f32 %f1, %f2, %f3;\n"))

    def test_what_is_not_known(self):
        self.assertIn("cannot be translated", self.of_kernel("	frobnicate.b32 %r3, %r2;\n"))

    def test_memory_that_is_not_there(self):
        self.assertIn("out of memory", self.said("d = Driver(); a = ctypes.c_uint64(); d.call('cuMemAlloc_v2', ctypes.byref(a), ctypes.c_size_t(3 << 20))", MEMORY_MIB=2))

    def test_a_device_that_is_lost(self):
        text = self.said("d = Driver(); a = d.array([0]); f = d.load(ADD_ONE)\nfor _ in range(3): d.launch(f, a, 1); print(d.read(a, 1))", LOST_AFTER=2)
        self.assertIn("[1]\n[2]\n", text)
        self.assertIn("cuLaunchKernel: 999 the device was lost after 2 launches", text)


class Settings(unittest.TestCase):
    def test_groups_and_threads_run_in_either_order(self):
        append = ("	mov.u32 %r3, %ctaid.x;\n	mul.lo.s32 %r4, %r3, 2;\n	add.s32 %r4, %r4, %r2;\n	atom.global.add.u32 %r5, [%rd1], 1;\n"
                  "	mul.wide.u32 %rd2, %r5, 4;\n	add.u64 %rd3, %rd1, %rd2;\n	st.b32 [%rd3+4], %r4;\n")
        lines = f"d = Driver(); a = d.array([0] * 5); d.launch(d.load(kernel(REGISTERS, {append!r})), a, 0, groups=2, threads=2); print(d.read(a, 5)[1:])"
        for order, expected in enumerate([[0, 1, 2, 3], [2, 3, 0, 1], [1, 0, 3, 2], [3, 2, 1, 0]]):
            text, code = run(lines, ORDER=order)
            self.assertEqual((text.strip(), code), (str(expected), 0))

    def test_kernels_can_do_nothing(self):
        text, code = run("d = Driver(); a = d.array([5]); d.launch(d.load(ADD_ONE), a, 1); print(d.read(a, 1))", IDLE=1)
        self.assertEqual((text.strip(), code), ("[5]", 0))

    def test_counts_can_be_printed(self):
        text, _ = run("d = Driver(); a = d.array([5]); d.launch(d.load(ADD_ONE), a, 1); d.read(a, 1)", COUNT=1)
        self.assertIn("CUDA stand-in: 1 launches, 0 graph-launches, 0 memsets, 1 uploads, 1 downloads, 0 device-copies, 0 waits, 1 allocations", text)

    def test_there_may_be_no_device_or_several(self):
        text, _ = run("d = Driver()", DEVICES=0)
        self.assertIn("cuInit: 100", text)
        text, _ = run("d = Driver(); n = ctypes.c_int(); d.call('cuDeviceGetCount', ctypes.byref(n)); print(n.value)", DEVICES=2)
        self.assertEqual(text.strip(), "2")


def main():
    result = unittest.TextTestRunner(verbosity=1).run(unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"]))
    failed = len(result.failures) + len(result.errors)
    if len(sys.argv) > 2:
        with open(sys.argv[2], "w", encoding="utf-8") as counts:
            counts.write(f"{result.testsRun - failed - len(result.skipped)} {failed} {len(result.skipped)}\n")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
