// The only place where Catch2's own code and its main are compiled.
#define CATCH_CONFIG_MAIN
#include <catch2/catch.hpp>
