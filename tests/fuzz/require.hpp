// What a fuzz target does with a broken invariant: stop where the fuzzer sees it, in every build.
#pragma once

#include <cstdio>
#include <cstdlib>

#define GRIDHALL_REQUIRE(condition)                                                \
  do {                                                                             \
    if (!(condition)) {                                                            \
      std::fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
      std::abort();                                                                \
    }                                                                              \
  } while (false)
