#include "app/base/output_folder.h"

#include "app/base/paths.h"

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace fs = std::filesystem;

namespace halfstep {

OutputFolder::OutputFolder(const std::string& path) : shown_(path) {
    std::error_code error;
    const fs::path target = resolved_folder(path, error);
    if (error) fail_at(path, "the folder cannot be made", error.value());
    path_ = target.string();

    for (fs::path p = folder_of(target); !fs::exists(p, error) && p.has_relative_path(); p = p.parent_path())
        made_parent_ = p.string();
    fs::create_directories(folder_of(target), error);
    if (!error) {
        temporary_ = name_beside(target);
        unfinished_.emplace(temporary_);
        wait_if_ending();
        if (::mkdir(temporary_.c_str(), 0777) != 0) error.assign(errno, std::generic_category());
    }
    if (!error) return;
    remove_made_parents();
    fail_at(path, "the folder cannot be made", error.value());
}

OutputFolder::~OutputFolder() {
    if (committed_) return;
    std::error_code ignored;
    fs::remove_all(temporary_, ignored);
    remove_made_parents();
}

void OutputFolder::remove_made_parents() const {
    if (made_parent_.empty()) return;
    std::error_code error; // a parent that someone else has put something into is not empty, and stays
    for (fs::path p = folder_of(path_); fs::remove(p, error) && p.string() != made_parent_;) p = p.parent_path();
}

OutputFile OutputFolder::file(const std::string& name) const {
    const fs::path path = fs::path(temporary_) / name;
    const std::string shown = (fs::path(shown_) / name).string();
    std::error_code error;
    wait_if_ending();
    fs::create_directories(path.parent_path(), error);
    if (error) fail_at(shown, "cannot be written", error.value());
    return OutputFile(path.string(), shown);
}

void OutputFolder::commit() {
    std::error_code error;
    sync_folder(temporary_);
    bool swapped = false;
    struct stat before {};
    if (::stat(path_.c_str(), &before) == 0) (void)::chmod(temporary_.c_str(), before.st_mode & 07777); // as it was
    if (fs::exists(path_, error)) {
        // Both names change in one move where the kernel can; elsewhere there is a moment without the folder.
#if defined(SYS_renameat2) && defined(RENAME_EXCHANGE)
        swapped = ::syscall(SYS_renameat2, AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) == 0;
#endif
        if (!swapped) {
            const std::string old = name_beside(path_);
            if (std::rename(path_.c_str(), old.c_str()) != 0) fail_at(shown_, "cannot be replaced", errno);
            if (std::rename(temporary_.c_str(), path_.c_str()) != 0) {
                const int reason = errno;
                (void)std::rename(old.c_str(), path_.c_str());
                fail_at(shown_, "cannot be replaced", reason);
            }
            temporary_ = old;
        }
        fs::remove_all(temporary_, error); // now the old one
        if (error) {
            committed_ = true;
            unfinished_.reset(); // the message says that it is there
            fail_at(shown_, "is written, but what it replaces cannot be removed and lies in " + temporary_,
                    error.value());
        }
    } else if (std::rename(temporary_.c_str(), path_.c_str()) != 0) {
        fail_at(shown_, "cannot be made", errno);
    }
    committed_ = true;
    sync_folder(folder_of(path_));
}

} // namespace halfstep
