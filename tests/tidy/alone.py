"""Each header compiles by itself, without what its users happen to include before it."""

import concurrent.futures
import hashlib
import os
import pathlib
import subprocess
import tempfile

import tree

FLAGS = ["-std=c++20", "-fsyntax-only", "-w", "-x", "c++", "-I.", "-DBOOST_ASIO_SEPARATE_COMPILATION",
         "-DBOOST_BEAST_SEPARATE_COMPILATION", "-DBOOST_ASIO_NO_DEPRECATED", "-DBOOST_THREAD_VERSION=4",
         "-DSPDLOG_COMPILED_LIB", "-DSPDLOG_FMT_EXTERNAL", "-DGRIDHALL_SOURCE_DIR=\".\""]


def cache_folder(name):
    base = os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache"
    folder = pathlib.Path(base) / "gridhall-tidy" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def key(path, compiler):
    """Changes with the header, with anything of ours that it includes, with the flags and the compiler."""
    digest = hashlib.sha256("\0".join([compiler, *FLAGS]).encode())
    for name in sorted(tree.reached_from([path], tree.own_includes)):
        digest.update(f"{name}\0{tree.text(name)}\0".encode())
    return digest.hexdigest()


def compile_alone(path):
    with tempfile.NamedTemporaryFile("w", suffix=".cpp", encoding="utf-8") as source:
        source.write(f'#include "{path}"\n')
        source.flush()
        result = subprocess.run(["g++", *FLAGS, source.name], cwd=tree.ROOT, capture_output=True, text=True, check=False)
    if result.returncode == 0:
        return None
    errors = [line for line in result.stderr.splitlines() if "error:" in line]
    return f"{path}: does not compile by itself: {errors[0] if errors else result.stderr.strip()[:300]}"


def self_contained():
    cache = cache_folder("alone")
    compiler = subprocess.run(["g++", "-dumpfullversion"], capture_output=True, text=True, check=True).stdout.strip()
    todo = []
    for path in tree.cpp_files(".hpp"):
        mark = cache / key(path, compiler)
        if not mark.exists():
            todo.append((path, mark))
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for (_, mark), finding in zip(todo, pool.map(compile_alone, [path for path, _ in todo])):
            if finding:
                yield finding
            else:
                mark.touch()
