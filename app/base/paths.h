#pragma once
// Where a path leads, as the system resolves it, and what can be put there.

#include <filesystem>
#include <optional>
#include <string>

namespace halfstep {

/// What is before the last part of a path; "." where there is nothing.
std::filesystem::path folder_of(const std::filesystem::path& path);

/// Where a chain of links ends, even if nothing is there yet; what is neither a file nor a folder keeps its name, as
/// that of a pipe behind /dev/stdout is none.
std::filesystem::path follow_links(std::filesystem::path path);

/// The absolute path of a folder that is there, or is to be made: without links, "." and "..", as the system
/// understands them.
std::filesystem::path resolved_folder(const std::string& path, std::error_code& error);

/// Whether a path is relative to a folder that is gone.
bool in_lost_folder(const std::string& path);

/// A name beside `path` that nobody else uses, on whatever machine: files are shared. Whatever `path` is called, it is
/// shorter than what any folder takes.
std::string name_beside(const std::filesystem::path& path);

/// The descriptor of this program that a path stands for, links followed, open or not: /dev/stdout, /dev/fd/3,
/// /proc/self/fd/3.
std::optional<int> own_descriptor(const std::string& path);

/// Why a rename cannot put a file or folder in the place of what is at `path`, whose last part is no link; empty: it
/// can. "is a mount point ...". That its folder can be written to is taken for granted.
std::string why_not_replaceable(const std::string& path);

/// Renames survive a crash once their folder is on the disk. Not every file system can: then it is left at that.
void sync_folder(const std::filesystem::path& folder);

/// Throws std::runtime_error "PATH: WHAT: REASON"; `error` is one of errno.
[[noreturn]] void fail_at(const std::string& path, const std::string& what, int error);

} // namespace halfstep
