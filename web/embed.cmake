# cmake -DDIST=<folder or empty> -DOUT=<folder> -P embed.cmake
#
# Writes assets.S, which takes every file of DIST in with .incbin, and assets.cpp, the table over them. The assembler
# copies the bytes, so a megabyte of JavaScript costs the compiler nothing. Its include is unknown to ninja: the hash of
# each file stands in assets.S, which therefore changes with the bytes.
cmake_minimum_required(VERSION 3.25)

set(types
    html=text/html js=text/javascript mjs=text/javascript css=text/css txt=text/plain json=application/json
    geojson=application/geo+json svg=image/svg+xml png=image/png jpg=image/jpeg webp=image/webp ico=image/x-icon
    woff2=font/woff2 wasm=application/wasm webmanifest=application/manifest+json)

function(content_type name out)
  cmake_path(GET name EXTENSION LAST_ONLY extension)
  string(SUBSTRING "${extension}" 1 -1 extension)
  foreach(entry IN LISTS types)
    if(entry MATCHES "^${extension}=(.*)$")
      set(type "${CMAKE_MATCH_1}")
      if(type MATCHES "^text/")
        string(APPEND type "; charset=utf-8")
      endif()
      set(${out} "${type}" PARENT_SCOPE)
      return()
    endif()
  endforeach()
  message(FATAL_ERROR "${name}: no content type is known for .${extension}; add it to web/embed.cmake")
endfunction()

set(files)
if(DIST)
  file(GLOB_RECURSE files RELATIVE ${DIST} ${DIST}/*)
  list(FILTER files EXCLUDE REGEX "\\.map$")
  list(SORT files)
  if(NOT files)
    message(FATAL_ERROR "${DIST} has no files")
  endif()
endif()

set(assembly "        .section .rodata\n")
set(declarations "")
set(rows "")
set(hashes "")
list(LENGTH files count)
set(index 0)
foreach(file IN LISTS files)
  file(SHA256 ${DIST}/${file} hash)
  string(APPEND hashes "${file} ${hash}\n")
  string(SUBSTRING ${hash} 0 32 tag)
  content_type(${file} type)
  # The bundler puts what it names by content into assets/; everything else keeps its name and must be asked for again.
  set(immutable false)
  if(file MATCHES "^assets/.+-[A-Za-z0-9_-]+\\.[a-z0-9]+$")
    set(immutable true)
  endif()
  set(symbol gridhall_asset_${index})
  string(APPEND assembly
         "        # ${hash}\n        .balign 16\n        .global ${symbol}, ${symbol}_end\n${symbol}:\n"
         "        .incbin \"${DIST}/${file}\"\n${symbol}_end:\n        .byte 0\n")
  string(APPEND declarations "extern const char ${symbol}[];\nextern const char ${symbol}_end[];\n")
  string(APPEND rows
         "      {\"/${file}\", \"${type}\",\n       {${symbol}, static_cast<std::size_t>(${symbol}_end - ${symbol})}, "
         "${immutable}, \"\\\"${tag}\\\"\"},\n")
  math(EXPR index "${index} + 1")
endforeach()
string(APPEND assembly "        .section .note.GNU-stack,\"\",@progbits\n")
string(SHA256 build_id "${hashes}")
string(SUBSTRING ${build_id} 0 16 build_id)
if(count EQUAL 0)
  set(build_id "")
endif()

if(count EQUAL 0)
  set(body "std::span<const Asset> assets() { return {}; }")
else()
  set(body
      "std::span<const Asset> assets() {\n  static const std::array<Asset, ${count}> table{{\n${rows}  }};\n  return table;\n}")
endif()
set(source "// Written by web/embed.cmake.
#include \"dashboard/assets.hpp\"

#include <array>
#include <cstddef>

extern \"C\" {
${declarations}}

namespace gridhall::dashboard {

${body}

std::string_view build_id() { return \"${build_id}\"; }

}  // namespace gridhall::dashboard
")
file(WRITE ${OUT}/assets.S "${assembly}")
file(WRITE ${OUT}/assets.cpp "${source}")
