#!/usr/bin/env bash
# Builds the stand-in: build.sh FOLDER. Programs find it with LD_LIBRARY_PATH=FOLDER. Needs a C compiler (cc), and python3 to run kernels.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
mkdir -p "$1"
cc -O2 -Wall -Wextra -Wno-unused-parameter -Wno-missing-field-initializers -fvisibility=hidden -shared -fPIC -Wl,-soname,libcuda.so.1 -o "$1/libcuda.so.1" "$here"/*.c -ldl -lpthread
cp "$here/ptx_to_c.py" "$1/"
