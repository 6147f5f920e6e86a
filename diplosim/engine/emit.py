"""Makes the portable kernel: the functions that Numba compiles, as WebAssembly modules that need nothing but memory.

``python -m diplosim.engine.emit`` writes ``kernel_N.wasm`` for up to N donors, each with the digest of its sources
inside; ``--check`` says whether those in the package are stale. Needs Numba and LLVM's linker for WebAssembly
(``wasm-ld``; Debian: ``apt install lld``); playing them needs neither.

The code is optimised once by Numba for a generic processor, so that reference counts go away, and once more for
WebAssembly, both times without unrolling loops: written out, those over packages would not become vectors. Addresses
are 64-bit integers in the records and 32-bit pointers in the module: that holds because compiled code makes pointers of
integers and never reads a pointer from memory, which the build makes sure of.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from diplosim.engine.module import ENTRY, PREPARE, SECTION, SIZES, module_path, sources_digest

if TYPE_CHECKING:
    from diplosim.engine.records import Capacity

#: Before Numba is imported: code for any processor, with its vectors made later, for WebAssembly.
GENERIC = {
    "NUMBA_CPU_NAME": "generic",
    "NUMBA_CPU_FEATURES": "",
    "NUMBA_LOOP_VECTORIZE": "0",
    "NUMBA_SLP_VECTORIZE": "0",
}
LAYOUT = "e-m:e-p:32:32-p10:8:8-p20:8:8-i64:64-i128:128-n32:64-S128-ni:1:10:20"
FEATURES = "+simd128,+bulk-memory,+nontrapping-fptoint,+sign-ext"
STACK = 1 << 20
#: Where compiled code may keep a pointer: its own variables for errors, which never occur.
OWN = "%excinfo"


def without_unrolling(
    target: Any, opt: int = 2, loop_vectorize: bool = False, slp_vectorize: bool = False
) -> Any:
    """What builds LLVM's passes, in the form in which Numba calls it."""
    from llvmlite import binding as llvm

    options = llvm.create_pipeline_tuning_options(speed_level=opt)
    options.loop_vectorization, options.slp_vectorization = loop_vectorize, slp_vectorize
    options.loop_unrolling = False
    return llvm.create_pass_builder(target, options)


def native(room: Capacity) -> dict[str, tuple[str, str]]:
    """For records of this room, by what the module exports: LLVM's text behind plain addresses, and its name there."""
    import numpy as np
    from numba import carray, njit, types
    from numba.core import codegen
    from numba.extending import intrinsic, register_jitable

    from diplosim.engine import records
    from diplosim.engine.book import BOOK
    from diplosim.engine.engine import ROW
    from diplosim.engine.jit import make_callable
    from diplosim.engine.kernel import play_range, prepare
    from diplosim.metrics.outcomes import OUTCOMES

    @intrinsic
    def pointer(context: Any, address: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            return builder.inttoptr(arguments[0], context.get_value_type(types.voidptr))

        return types.voidptr(types.int64), generate

    codegen.create_pass_builder = without_unrolling
    plain = {"error_model": "numpy", "no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    make_callable()
    inner = register_jitable(**plain)(play_range.py_func)  # type: ignore[attr-defined]
    world, state, levers = records.world_dtype(room), records.state_dtype(room), records.levers_dtype(room)
    params, book, metric, ends = records.PARAMS, BOOK, ROW, len(OUTCOMES)
    columns = len(ROW.names or ())

    @njit(**plain)
    def entry(w: int, s: int, p: int, n_p: int, v: int, n_v: int, b: int, seed: int, r: int, runs: int,
              months: int, kept: int, m: int, o: int, z: int, shots: int) -> None:  # fmt: skip
        inner(
            carray(pointer(w), (1,), world), carray(pointer(s), (1,), state), carray(pointer(p), (n_p,), params),
            carray(pointer(v), (n_v,), levers), carray(pointer(b), (1,), book), np.uint64(seed),
            carray(pointer(r), (runs,), np.int64), carray(pointer(m), (kept, months, columns), np.float64),
            carray(pointer(m), (kept, months), metric), carray(pointer(o), (runs, ends), np.float64),
            carray(pointer(z), (shots, months), state),
        )  # fmt: skip

    @njit(**plain)
    def fill(w: int, p: int, n_p: int) -> None:
        prepare(carray(pointer(w), (1,), world), carray(pointer(p), (n_p,), params))

    found = {}
    for name, function, count in ((ENTRY, entry, 16), (PREPARE, fill, 3)):
        function.compile((types.int64,) * count)
        (made,) = function.overloads.values()
        found[name] = made.library.get_llvm_str(), made.fndesc.llvm_func_name
    return found


def retargeted(text: str, entry: str, name: str) -> bytes:
    """The object file for WebAssembly of native LLVM text, in which ``entry`` is called ``name``."""
    from llvmlite import binding as llvm

    text = re.sub(r'target datalayout = "[^"]*"', f'target datalayout = "{LAYOUT}"', text)
    text = re.sub(r'target triple = "[^"]*"', 'target triple = "wasm32-unknown-unknown"', text)
    text = re.sub(r'"target-(cpu|features)"="[^"]*"', "", text)
    # A count of references that is never reached, the only thing left that only one processor has.
    text = re.sub(
        r'(%[\w."]+) = (tail )?call i8 @llvm\.x86\.atomic\.sub\.cc\.i64\([^)]*\)[^\n]*',
        r"\1 = add i8 0, 0",
        text,
    )
    text = text.replace(f"@{entry}", f"@{name}")
    read = [line for line in re.findall(r"load ptr, ptr ([^,\n]*)", text) if not line.startswith(OWN)]
    if read:
        raise SystemExit(
            f"the kernel reads pointers from memory, where those of WebAssembly are half as long: {read[:3]}"
        )
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    module = llvm.parse_assembly(text)
    module.verify()
    for thing in (*module.functions, *module.global_variables):
        if not thing.is_declaration:
            thing.linkage = "external" if thing.name == name else "internal"
    target = llvm.Target.from_triple("wasm32-unknown-unknown").create_target_machine(
        cpu="generic", features=FEATURES, opt=3, reloc="static", codemodel="small"
    )
    passes = without_unrolling(target, 3, True, True)
    passes.getModulePassManager().run(module, passes)
    return bytes(target.emit_object(module))


def linked(objects: Mapping[str, bytes]) -> bytes:
    """The module of object files by what they export; raises if it needs anything but memory."""
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder, "kernel.wasm")
        given = {name: Path(folder, f"{name}.o") for name in objects}
        for name, code in objects.items():
            given[name].write_bytes(code)
        exported = [f"--export={name}" for name in (*objects, "__heap_base")]
        subprocess.run(
            ["wasm-ld", "--no-entry", *exported, "--import-memory", "-z", f"stack-size={STACK}", "-O3", "--strip-all",
             *map(str, given.values()), "-o", str(made)],
            check=True,
        )  # fmt: skip
        return made.read_bytes()


def marked(module: bytes) -> bytes:
    """The module with the digest of its sources and the versions of its makers in a section of its own."""
    import llvmlite
    import numba

    linker = subprocess.run(
        ["wasm-ld", "--version"], capture_output=True, text=True, check=True
    ).stdout.split("\n")[0]
    made_by = f"{sources_digest()} numba {numba.__version__}, llvmlite {llvmlite.__version__}, {linker}"
    content = bytes([len(SECTION)]) + f"{SECTION}{made_by[:110]}".encode()
    return module + bytes([0, len(content)]) + content


def difference(old: bytes, new: bytes) -> str:
    """Why a module is not the one that is made now; other versions of the makers may give other bytes."""
    mark = SECTION.encode()
    one, two = (each[each.rindex(mark) + len(mark) :].decode() for each in (old, new))
    if one.split()[0] != two.split()[0]:
        return "its sources have changed"
    return "the same makers give other bytes" if one == two and old != new else ""


def main() -> int:
    """Make both modules, or say whether they are stale."""
    parser = argparse.ArgumentParser(description="Make the portable kernel.")
    parser.add_argument("--check", action="store_true", help="make them and compare; status 1 if they differ")
    check = parser.parse_args().check
    if GENERIC.items() - os.environ.items():
        with tempfile.TemporaryDirectory() as cache:
            command = [sys.executable, "-m", "diplosim.engine.emit", *sys.argv[1:]]
            environment = os.environ | GENERIC | {"DIPLOSIM_CACHE_DIR": cache}
            return subprocess.run(command, check=False, env=environment).returncode
    wrong = 0
    for room in SIZES:
        objects = {name: retargeted(*made, name) for name, made in native(room).items()}
        made, path = marked(linked(objects)), module_path(room)
        if check and (reason := difference(path.read_bytes(), made)):
            print(f"{path}: {reason}; make it again with: python -m diplosim.engine.emit", file=sys.stderr)
            wrong = 1
        elif not check:
            path.write_bytes(made)
            print(f"{path.name}: {len(made):,} bytes")
    return wrong


if __name__ == "__main__":
    sys.exit(main())
