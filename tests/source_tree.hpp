// Where this checkout and the real data beside it lie, for the tests that read them.
//
// A source file of its own, so that no other test depends on the checkout's path: a second checkout then
// finds them in the compiler cache.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

namespace gridhall {

std::filesystem::path source_tree();

/// A folder or file of the real data sets (GRIDHALL_SHARED_DATA, else shared/data beside the checkout);
/// nothing, and a warning that names it, where this machine has none.
std::optional<std::filesystem::path> real_data(std::string_view below);

}  // namespace gridhall
