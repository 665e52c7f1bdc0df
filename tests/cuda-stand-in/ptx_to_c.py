#!/usr/bin/env python3
"""Translates PTX to C that runs on the processor: ptx_to_c.py KERNEL.ptx KERNEL.c

Takes what ILGPU writes: modules with one entry point, which has one parameter, and functions it calls. Registers become variables that hold
bits; floating-point instructions look at them as numbers. A kernel becomes a function that runs one thread up to its next
barrier and goes on from there when called again. Whoever calls `ptx_launch` gets all threads run, one after the other.

What could give another result on a GPU is refused: additions and multiplications of floating-point numbers without a rounding
mode, which a compiler may fuse, and instructions that are not known here.
"""

import re
import sys

PRELUDE = r"""
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

typedef uint8_t u8; typedef uint16_t u16; typedef uint32_t u32; typedef uint64_t u64;
typedef int8_t s8; typedef int16_t s16; typedef int32_t s32; typedef int64_t s64;

/* Told what a kernel did wrong: its name, what it was, and an address or number. Set by the driver. */
void (*ptx_fault)(const char *kernel, const char *what, u64 at);

#define WARP 32u
struct place { u32 thread, threads, group, groups; };

/* What a thread does next: go on, wait for its warp, or wait for its group at the barrier of this number. */
enum { ENDED = 0, WARP_BARRIER = 1 << 30 };

static inline float to_float(u32 bits) { float value; memcpy(&value, &bits, 4); return value; }
static inline u32 to_bits(float value) { u32 bits; memcpy(&bits, &value, 4); return bits; }

/* Conversions of PTX: towards zero, into range, and what is not a number becomes 0 (32 bits) or the least (64 bits). */
static inline s32 to_s32(float x) { return x != x ? 0 : x >= 2147483648.0f ? INT32_MAX : x < -2147483648.0f ? INT32_MIN : (s32)x; }
static inline u32 to_u32(float x) { return x != x || x <= 0 ? 0 : x >= 4294967296.0f ? UINT32_MAX : (u32)x; }
static inline s64 to_s64(float x) { return x != x ? INT64_MIN : x >= 9223372036854775808.0f ? INT64_MAX : x < -9223372036854775808.0f ? INT64_MIN : (s64)x; }

/* Shifts of PTX: a distance beyond the width leaves nothing but the sign. */
static inline u32 shl32(u32 a, u32 by) { return by > 31 ? 0 : a << by; }
static inline u64 shl64(u64 a, u32 by) { return by > 63 ? 0 : a << by; }
static inline u32 shr32(u32 a, u32 by) { return by > 31 ? 0 : a >> by; }
static inline u64 shr64(u64 a, u32 by) { return by > 63 ? 0 : a >> by; }
static inline u32 sar32(u32 a, u32 by) { return (u32)((s32)a >> (by > 31 ? 31 : by)); }
static inline u64 sar64(u64 a, u32 by) { return (u64)((s64)a >> (by > 63 ? 63 : by)); }

#define ALIGNED(address, bytes) do { if ((address) & ((bytes) - 1)) ptx_fault(KERNEL, "misaligned access", address); } while (0)
"""

# Runs all threads of a grid. In `order`, bit 0 has the groups run backwards, and bit 1 the threads of each.
LAUNCH = r"""
void ptx_launch(u8 *arguments, u32 groups, u32 threads, int order) {
  /* Kept from launch to launch: the state of hundreds of threads is memory that the system would have to find each time. */
  static _Thread_local struct thread *all;
  static _Thread_local int *at, *from;
  static _Thread_local u32 room;
  if (threads > room) {
    free(all);
    free(at);
    free(from);
    all = malloc(threads * sizeof *all);
    at = malloc(threads * sizeof *at);
    from = malloc(threads * sizeof *from);
    room = threads;
  }
  for (u32 g = 0; g < groups; g++) {
    struct place place = { 0, threads, order & 1 ? groups - 1 - g : g, groups };
    for (u32 i = 0; i < threads; i++) from[i] = 0, at[i] = -1;
    for (int alive = 1; alive;) {
      u32 ended = 0;
      int barrier = 0;
      for (u32 first = 0; first < threads; first += WARP) {
        u32 end = first + WARP < threads ? first + WARP : threads;
        for (int waits = 1; waits;) {
          waits = 0;
          for (u32 k = first; k < end; k++) {
            u32 i = order & 2 ? end - 1 - (k - first) : k;
            if (at[i] == ENDED || (at[i] > 0 && !(at[i] & WARP_BARRIER))) continue;
            place.thread = i;
            at[i] = run_thread(arguments, &all[i], from[i], place);
            from[i] = at[i] & ~WARP_BARRIER;
          }
          int same = 0;
          for (u32 i = first; i < end; i++) {
            if (at[i] <= 0 || !(at[i] & WARP_BARRIER)) continue;
            if (same && at[i] != same) ptx_fault(KERNEL, "threads of a warp wait at different barriers", place.group);
            same = at[i], waits = 1;
          }
          for (u32 i = first; waits && i < end; i++)
            if (at[i] != same) ptx_fault(KERNEL, "some threads of a warp wait at a barrier, and others do not", place.group);
        }
      }
      for (u32 i = 0; i < threads; i++) {
        if (at[i] == ENDED) { ended++; continue; }
        if (barrier && at[i] != barrier) ptx_fault(KERNEL, "threads of a group wait at different barriers", place.group);
        barrier = at[i], at[i] = -1;
      }
      alive = barrier != 0;
      if (alive && ended) ptx_fault(KERNEL, "some threads ended while others wait at a barrier", place.group);
    }
  }
}
"""

SPECIAL = {"%tid.x": "place.thread", "%ctaid.x": "place.group", "%ntid.x": "place.threads", "%nctaid.x": "place.groups",
           "%laneid": "(place.thread % WARP)", "%warpid": "(place.thread / WARP)", "WARP_SZ": "WARP"}
SPECIAL.update({f"%{name}.{axis}": value for axis in "yz" for name, value in
                (("tid", "0u"), ("ctaid", "0u"), ("ntid", "1u"), ("nctaid", "1u"))})
COMPARE = {"eq": "==", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">=", "lo": "<", "ls": "<=", "hi": ">", "hs": ">="}
ARITHMETIC = {"add": "+", "sub": "-", "mul": "*", "div": "/", "and": "&", "or": "|", "xor": "^"}
TESTS = {"notanumber": "isnan({})", "number": "!isnan({})", "finite": "isfinite({})", "infinite": "isinf({})"}
REGISTERS = {"pred": "int", "b8": "u8", "b16": "u16", "b32": "u32", "f32": "u32", "b64": "u64"}


class Refused(Exception):
    """An instruction that is not known, or whose result depends on a compiler."""


def width(kind):
    return 1 if kind == "pred" else int(re.sub(r"\D", "", kind) or 0)


def name(operand):
    return operand.strip().lstrip("%")


def value(operand, bits=32):
    """An operand as an expression of an unsigned number."""
    operand = operand.strip()
    if operand in SPECIAL:
        return SPECIAL[operand]
    if operand.startswith("%"):
        return name(operand)
    if re.fullmatch(r"0[fF][0-9A-Fa-f]{8}", operand):
        return f"0x{operand[2:]}u"
    if re.fullmatch(r"\w*[A-Za-z_]\w*", operand) and not operand.startswith("0"):
        return f"(u64){operand}"
    return f"{int(operand, 0)}" if bits == 1 else f"(u{bits}){int(operand, 0)}ll"


def signed(operand, bits):
    return f"(s{bits}){value(operand, bits)}"


def number(operand):
    return f"to_float({value(operand)})"


def split(text, separator=","):
    """Splits operands, but not within braces."""
    parts, depth, part = [], 0, ""
    for char in text:
        depth += (char in "{(") - (char in "})")
        if char == separator and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += char
    return [*parts, part.strip()] if part.strip() else parts


def address(operand):
    base, offset = re.fullmatch(r"\[\s*([^\]+\s]+)\s*(?:\+\s*(-?\d+))?\s*\]", operand.strip()).groups()
    return name(base), int(offset or 0)


class Function:
    """The body of a function or kernel."""

    def __init__(self, entry):
        self.entry = entry
        self.barriers = 0

    def statement(self, text):
        match = re.match(r"(?:@(!?%p\d+)\s+)?([a-z][a-z0-9_.]*)\s*(.*)$", text, re.S)
        if match is None:
            raise Refused(text)
        predicate, operation, rest = match.groups()
        code = self.instruction(operation.split("."), split(rest), rest)
        if predicate is None:
            return code
        if operation.startswith("bar"):
            raise Refused(text)
        return f"if ({predicate.replace('%', '')}) {{ {code} }}"

    def barrier(self, of_warp):
        if not self.entry:
            raise Refused("a barrier in a function")
        self.barriers += 1
        at = f"{self.barriers} | WARP_BARRIER" if of_warp else f"{self.barriers}"
        return f"SAVE; return {at}; case {self.barriers}:;"

    def instruction(self, words, a, rest):
        kind, bits = words[-1], width(words[-1])
        match words:
            case ["bra", *_]:
                return f"goto {a[0]};"
            case ["ret"]:
                return "return ENDED;"
            case ["bar", "sync"]:
                return self.barrier(of_warp=False)
            case ["bar", "warp", "sync"]:
                return self.barrier(of_warp=True)
            case ["membar", *_] | ["fence", *_]:
                return ";"
            case ["call", *_]:
                result, function, arguments = re.fullmatch(r"(?:\(\s*(\w+)\s*\)\s*,\s*)?(\w+)\s*(?:,\s*\(([^)]*)\))?", rest.strip()).groups()
                return f"{function}({', '.join(filter(None, [result, *split(arguments or '')]))});"
            case ["ld" | "st", *_]:
                return self.copy(words, a)
            case ["red", *_]:
                return self.atomic(words, a[0], a[1], None)
            case ["atom", *_]:
                return self.atomic(words, a[1], a[2], name(a[0]))
            case ["mov", _]:
                return f"{name(a[0])} = {value(a[1], bits)};"
            case ["cvta", *_]:
                return f"{name(a[0])} = {value(a[1], bits)};"
            case ["cvt", *_]:
                return f"{name(a[0])} = {self.converted(words, a[1])};"
            case ["selp", _]:
                return f"{name(a[0])} = {name(a[3])} ? {value(a[1], bits)} : {value(a[2], bits)};"
            case ["setp", comparison, _]:
                return f"{name(a[0])} = {self.compared(comparison, kind, a[1], a[2])};"
            case ["testp", test, "f32"] if test in TESTS:
                return f"{name(a[0])} = {TESTS[test].format(number(a[1]))};"
        if kind == "pred":
            return f"{name(a[0])} = {self.logic(words, a)};"
        if kind == "f32":
            return f"{name(a[0])} = {self.floating(words, a)};"
        return f"{name(a[0])} = {self.integer(words, a, kind[0], bits)};"

    @staticmethod
    def copy(words, a):
        memory, registers = (a[1], a[0]) if words[0] == "ld" else (a[0], a[1])
        base, offset = address(memory)
        size = width(words[-1]) // 8
        registers = split(registers.strip("{} "))
        code = "" if words[1] == "param" else f"ALIGNED({base} + {offset}, {size * len(registers)}); "
        for i, register in enumerate(registers):
            at = f"(u8 *){base} + {offset + i * size}"
            if words[0] == "ld":
                code += f"{{ u{8 * size} v; memcpy(&v, {at}, {size}); {name(register)} = v; }} "
            else:
                code += f"{{ u{8 * size} v = (u{8 * size}){value(register, 8 * size)}; memcpy({at}, &v, {size}); }} "
        return code

    @staticmethod
    def atomic(words, memory, operand, result):
        operation, kind, bits = words[-2], words[-1], width(words[-1])
        base, offset = address(memory)
        number_type = f"{'s' if kind[0] == 's' else 'u'}{bits}"
        new = {"add": "v + n", "or": "v | n", "and": "v & n", "xor": "v ^ n", "exch": "n",
               "max": "v > n ? v : n", "min": "v < n ? v : n"}.get(operation)
        if new is None:
            raise Refused(".".join(words))
        keep = f"{result} = (u{bits})v; " if result else ""
        return (f"ALIGNED({base} + {offset}, {bits // 8}); {{ {number_type} *p = ({number_type} *)({base} + {offset}), v = *p, "
                f"n = ({number_type}){value(operand, bits)}; *p = {new}; {keep}}}")

    @staticmethod
    def converted(words, operand):
        to, of = words[-2], words[-1]
        if of == "f32" and to in ("s32", "u32", "s64"):
            if "rzi" not in words:
                raise Refused(".".join(words))
            return f"(u{width(to)})to_{to}({number(operand)})"
        if to == "f32" and of[0] in "su":
            return f"to_bits((float)({of}){value(operand, width(of))})"
        if to[0] in "su" and of[0] in "su":
            return f"(u{width(to)})({to})({of}){value(operand, width(of))}"
        raise Refused(".".join(words))

    @staticmethod
    def compared(comparison, kind, first, second):
        if kind == "f32":
            x, y = number(first), number(second)
            either_is_no_number = f"({x} != {x} || {y} != {y})"
            if comparison == "nan":
                return either_is_no_number
            if comparison == "num":
                return f"!{either_is_no_number}"
            if comparison.endswith("u"):
                return f"{either_is_no_number} || {x} {COMPARE[comparison[:-1]]} {y}"
            return f"!{either_is_no_number} && {x} {COMPARE[comparison]} {y}"
        bits = width(kind)
        cast = f"({'s' if kind[0] == 's' else 'u'}{bits})"
        return f"{cast}({value(first, bits)}) {COMPARE[comparison]} {cast}({value(second, bits)})"

    @staticmethod
    def logic(words, a):
        first, *others = (name(operand) for operand in a[1:])
        match words[0]:
            case "and" | "or":
                return f"{first} {ARITHMETIC[words[0]] * 2} {others[0]}"
            case "xor":
                return f"!!{first} != !!{others[0]}"
            case "not":
                return f"!{first}"
        raise Refused(".".join(words))

    @staticmethod
    def floating(words, a):
        match words[0]:
            case "add" | "sub" | "mul" | "div":
                if words[1] != "rn":
                    raise Refused(f"{'.'.join(words)} has no rounding mode: a compiler may fuse it with another")
                return f"to_bits({number(a[1])} {ARITHMETIC[words[0]]} {number(a[2])})"
            case "sqrt" if words[1] == "rn":
                return f"to_bits(sqrtf({number(a[1])}))"
            case "rcp" if words[1] == "rn":
                return f"to_bits(1.0f / {number(a[1])})"
            case "abs":
                return f"{value(a[1])} & 0x7fffffffu"
            case "neg":
                return f"{value(a[1])} ^ 0x80000000u"
            case "min" | "max":
                return f"to_bits(f{words[0]}f({number(a[1])}, {number(a[2])}))"
        raise Refused(".".join(words))

    @staticmethod
    def integer(words, a, sign, bits):
        x = value(a[1], bits)
        y = value(a[2], bits) if len(a) > 2 else None
        is_signed = sign == "s"
        match words[0]:
            case "add" | "sub" | "and" | "or" | "xor":
                return f"(u{bits})({x} {ARITHMETIC[words[0]]} {y})"
            case "not":
                return f"(u{bits})~{x}"
            case "neg":
                return f"(u{bits})(0 - {x})"
            case "abs":
                return f"{signed(a[1], bits)} < 0 ? 0 - {x} : {x}"
            case "popc":
                return f"(u32)__builtin_popcountll({x})"
            case "mul" | "mad" if words[1] == "wide":
                product = f"(u{2 * bits})((s{2 * bits}){signed(a[1], bits)} * {signed(a[2], bits)})" if is_signed \
                    else f"(u{2 * bits})(u{bits}){x} * (u{bits}){y}"
                return product if words[0] == "mul" else f"{product} + {value(a[3], 2 * bits)}"
            case "mul" | "mad" if words[1] == "hi" and bits == 32:
                return f"(u32)(((s64){signed(a[1], 32)} * {signed(a[2], 32)}) >> 32)" if is_signed \
                    else f"(u32)(((u64)(u32){x} * (u32){y}) >> 32)"
            case "mul" if words[1] == "lo":
                return f"(u{bits})({x} * {y})"
            case "mad" if words[1] == "lo":
                return f"(u{bits})({x} * {y} + {value(a[3], bits)})"
            case "div" | "rem":
                # By zero: no fault, any number.
                sign_of = "/" if words[0] == "div" else "%"
                operands = (signed(a[1], bits), signed(a[2], bits)) if is_signed else (f"(u{bits}){x}", f"(u{bits}){y}")
                return f"(u{bits})(({y}) == 0 ? ~0ull : (u64)({operands[0]} {sign_of} {operands[1]}))"
            case "min" | "max":
                test = "<" if words[0] == "min" else ">"
                operands = (signed(a[1], bits), signed(a[2], bits)) if is_signed else (f"(u{bits}){x}", f"(u{bits}){y}")
                return f"{operands[0]} {test} {operands[1]} ? {x} : {y}"
            case "shl":
                return f"shl{bits}({x}, (u32){value(a[2])})"
            case "shr":
                return f"{'sar' if is_signed else 'shr'}{bits}({x}, (u32){value(a[2])})"
        raise Refused(".".join(words))


def functions(source):
    """The functions of a module: whether one is a kernel, its head, and its body."""
    for match in re.finditer(r"\.visible\s+\.(func|entry)\s*", source):
        begin = min(at for at in (source.find(";", match.end()), source.find("{", match.end())) if at >= 0)
        if source[begin] == ";":
            continue
        depth, end = 1, begin + 1
        while depth:
            depth += (source[end] == "{") - (source[end] == "}")
            end += 1
        yield match.group(1) == "entry", source[match.end():begin], source[begin + 1:end - 1]


def translate_body(body, entry):
    """The variables that stand for registers, the statements, and how many barriers they have."""
    registers = [(REGISTERS[kind], f"{prefix}{i}")
                 for kind, prefix, count in re.findall(r"\.reg\s+\.(\w+)\s+%(\w+?)<(\d+)>", body) for i in range(1, int(count))]
    function, statements = Function(entry), []
    for piece in re.split(r"(;|\{(?=\s*\n)|^\s*\}\s*$|L_\w+:)", re.sub(r"\.reg[^;]*;", "", body), flags=re.M):
        piece = piece.strip()
        parameter = re.fullmatch(r"\.param\s+(?:\.align\s+\d+\s+)?\.(\w+)\s+(\w+)(?:\[(\d+)\])?", piece)
        if piece in ("", ";"):
            continue
        if piece in "{}":
            statements.append(piece)
        elif piece.endswith(":"):
            statements.append(f"{piece};")
        elif piece.startswith(".local"):
            if entry and "bar." in body:
                raise Refused("local memory beside barriers")
            array, size = re.fullmatch(r"\.local\s+\.align\s+\d+\s+\.b8\s+(\w+)\[(\d+)\]", piece).groups()
            statements.insert(0, f"_Alignas(16) u8 {array}[{size}];")
        elif parameter:
            statements.append(f"u8 {parameter[2]}[{parameter[3] or width(parameter[1]) // 8}];")
        else:
            statements.append(function.statement(piece))
    return registers, statements, function.barriers


def declared(registers):
    return " ".join(f"{kind} {register} = 0;" for kind, register in registers)


def translate_function(head, body):
    result, called, parameters = re.match(r"(?:\(([^)]*)\))?\s*(\w+)\s*\(([^)]*)\)", head, re.S).groups()
    names = [re.search(r"(\w+)(?:\[\d+\])?\s*$", part).group(1) for part in filter(None, [result, *split(parameters)])]
    registers, statements, _ = translate_body(body, entry=False)
    signature = ", ".join(f"u8 *{one}" for one in names)
    return [f'#define KERNEL "{called}"', f"static int {called}({signature}) {{ {declared(registers)}", *statements, "return 0; }", "#undef KERNEL"]


def translate_kernel(head, body):
    kernel, parameters = re.match(r"(\w+)\s*\(([^)]*)\)", head, re.S).groups()
    parameters = split(parameters)
    if len(parameters) != 1:
        raise Refused(f"{kernel} has {len(parameters)} parameters, and not one")
    parameter, size = re.search(r"(\w+)\[(\d+)\]\s*$", parameters[0]).groups()
    registers, statements, barriers = translate_body(body, entry=True)

    # Registers outlive a call only where there are barriers.
    kept = registers if barriers else []
    return [
        f'#define KERNEL "{kernel}"',
        "struct thread { " + " ".join(f"{kind} {register};" for kind, register in kept) + " };",
        "#define SAVE " + " ".join(f"self->{register} = {register};" for _, register in kept),
        f"static int run_thread(u8 *{parameter}, struct thread *self, int from, struct place place) {{",
        declared(registers),
        "if (from) { " + " ".join(f"{register} = self->{register};" for _, register in kept) + " }",
        *(one for one in statements if one.startswith("_Alignas")),
        "switch (from) { case 0:;",
        *(one for one in statements if not one.startswith("_Alignas")),
        "} return ENDED; }",
        f"const int ptx_arguments_size = {size};",
        LAUNCH,
    ]


def translate(source):
    """C for a module's text."""
    # State spaces of global memory name the same addresses here.
    source = re.sub(r"//[^\n]*", "", source).replace(".global.", ".")
    code = [PRELUDE]
    for is_kernel, head, body in functions(source):
        code += translate_kernel(head, body) if is_kernel else translate_function(head, body)
    return "\n".join(code)


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        source = file.read()
    try:
        code = translate(source)
    except Refused as refused:
        sys.exit(f"{sys.argv[1]}: {refused}")
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write(code)


if __name__ == "__main__":
    main()
