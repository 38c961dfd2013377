#include "app/model/autosave.h"

#include "app/base/files.h"
#include "app/base/input_file.h"
#include "app/base/text.h"

#include <algorithm>
#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace halfstep {
namespace {

constexpr const char *window_ending = ".window", *lock_ending = ".lock", *damaged_ending = ".damaged";
constexpr const char* aside_beginning = "aside-";
constexpr auto between_writes = std::chrono::milliseconds(600), gathers = std::chrono::milliseconds(100);

std::string windows_folder(const std::string& state_folder) { return state_folder + "/windows"; }

std::string lock_of(const std::string& path) {
    return path.substr(0, path.size() - std::string_view(window_ending).size()) + lock_ending;
}

/// A descriptor that holds the lock for as long as it is open; -1: someone else does, or it cannot be.
int take_lock(const std::string& path, int how) {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (fd < 0) return -1;
    if (::flock(fd, how | LOCK_NB) == 0) return fd;
    ::close(fd);
    return -1;
}

bool is_open_elsewhere(const std::string& path) {
    struct stat found {};
    if (::stat(lock_of(path).c_str(), &found) != 0) return false;
    const int fd = take_lock(lock_of(path), LOCK_SH);
    if (fd < 0) return true;
    ::close(fd);
    return false;
}

/// Microseconds since 1970: no two names are alike.
long long number_of_now() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(now).count();
}

std::string file_bytes(const std::string& path) { return read_file(path, most_window_bytes, InputKind::regular); }

/// What windows that were ended while they wrote have left.
void sweep_temporaries(const std::string& folder) {
    constexpr auto old = std::chrono::minutes(10);
    std::error_code error;
    for (const std::filesystem::directory_entry& entry : std::filesystem::directory_iterator(folder, error)) {
        const bool temporary = entry.path().filename().string().starts_with(".halfstep-");
        if (temporary && std::filesystem::file_time_type::clock::now() - entry.last_write_time(error) > old)
            std::filesystem::remove(entry.path(), error);
    }
}

/// Of what was put aside and of windows that were closed the newest stay.
void forget_oldest(const std::string& state_folder) {
    constexpr std::size_t most_kept = 30;
    std::size_t kept = 0;
    std::error_code error;
    for (const KeptWindow& one : kept_windows(state_folder)) {
        const bool worth = one.summary.edited || kept == 0 || (!one.put_aside && !one.summary.closed);
        if (!worth || ++kept > most_kept) std::filesystem::remove(one.path, error);
    }
}

} // namespace

std::vector<KeptWindow> kept_windows(const std::string& state_folder, std::vector<UnreadWindow>* unread) {
    std::vector<KeptWindow> kept;
    if (state_folder.empty()) return kept;
    std::error_code error;
    std::vector<std::string> paths;
    for (const std::filesystem::directory_entry& entry :
         std::filesystem::directory_iterator(windows_folder(state_folder), error))
        if (entry.path().extension() == window_ending) paths.push_back(entry.path().string());
    for (const std::string& path : paths) {
        const std::string name = std::filesystem::path(path).filename().string();
        const bool put_aside = name.starts_with(aside_beginning);
        if (!put_aside && is_open_elsewhere(path)) continue;
        try {
            kept.push_back({path, parse_window_summary(file_bytes(path)), put_aside});
        } catch (const OtherVersion& other) {
            if (unread) unread->push_back({name, other.what(), true});
        } catch (const std::exception& mistake) {
            if (!unread) continue;
            std::filesystem::rename(path, path + damaged_ending, error);
            unread->push_back({name + damaged_ending, one_line(mistake.what(), 200)});
        }
    }
    std::sort(kept.begin(), kept.end(), [](const KeptWindow& a, const KeptWindow& b) {
        return a.summary.written != b.summary.written ? a.summary.written > b.summary.written : a.path > b.path;
    });
    return kept;
}

std::string unread_text(const std::vector<UnreadWindow>& unread) {
    std::vector<const UnreadWindow*> damaged, other;
    for (const UnreadWindow& one : unread) (one.other_version ? other : damaged).push_back(&one);
    std::string text;
    if (damaged.size() == 1)
        text = "What a window of Halfstep was could not be read: " + damaged[0]->why + "; it is put aside as " +
               damaged[0]->name;
    else if (!damaged.empty())
        text = "What " + std::to_string(damaged.size()) +
               " windows of Halfstep were could not be read (the first: " + damaged[0]->why +
               "); they are put aside, as " + damaged[0]->name + " and so on";
    if (!text.empty() && !other.empty()) text += '\n';
    if (other.size() == 1)
        text += "A window of another version of Halfstep is kept for that one: " + other[0]->name;
    else if (!other.empty())
        text += std::to_string(other.size()) +
                " windows of another version of Halfstep are kept for that one: " + other[0]->name + " and so on";
    return text;
}

WindowImage read_window(const std::string& path) {
    try {
        return parse_window(file_bytes(path));
    } catch (const std::exception& error) {
        throw std::runtime_error(path + ": what a window was cannot be read: " + one_line(error.what(), 300));
    }
}

Autosave::Autosave(const std::string& state_folder, const std::string& take_over)
    : folder_(windows_folder(state_folder)) {
    std::error_code error;
    std::filesystem::create_directories(folder_, error);
    if (error) throw std::runtime_error(folder_ + ": cannot be made: " + error.message());
    sweep_temporaries(folder_);
    if (!take_over.empty()) lock_ = take_lock(lock_of(path_ = take_over), LOCK_EX);
    constexpr int most_windows = 1000;
    for (int i = 0; take_over.empty() && lock_ < 0 && i < most_windows; ++i) {
        path_ = folder_ + "/" + std::to_string(i) + window_ending;
        if (!std::filesystem::exists(path_)) lock_ = take_lock(lock_of(path_), LOCK_EX);
        if (lock_ >= 0 && std::filesystem::exists(path_))
            ::close(std::exchange(lock_, -1)); // another one was, and has closed
    }
    if (lock_ < 0) throw std::runtime_error(folder_ + ": no file can be locked there");
    if (const std::string reason = why_not_writable(path_); !reason.empty()) {
        ::close(lock_);
        throw std::runtime_error(path_ + ": cannot be written: " + reason);
    }
    if (take_over.empty()) forget_oldest(state_folder);
    worker_ = std::thread([this] { work(); });
}

Autosave::~Autosave() {
    {
        const std::lock_guard lock(mutex_);
        ends_ = true;
    }
    changed_.notify_all();
    if (worker_.joinable()) worker_.join(); // finish() has not
    ::close(lock_);
}

void Autosave::offer(WindowImage image) {
    {
        const std::lock_guard lock(mutex_);
        orders_.image = std::move(image);
    }
    changed_.notify_all();
}

void Autosave::finish(WindowImage image) {
    image.closed = true;
    {
        const std::lock_guard lock(mutex_);
        orders_.image = std::move(image);
        ends_ = true;
    }
    changed_.notify_all();
    worker_.join();
}

void Autosave::keep(WindowImage image) {
    image.closed = true;
    {
        const std::lock_guard lock(mutex_);
        orders_.aside.push_back(std::move(image));
    }
    changed_.notify_all();
}

void Autosave::take_over(WindowImage image, const std::string& path) {
    {
        const std::lock_guard lock(mutex_);
        orders_.image = std::move(image);
        orders_.retired.push_back(path);
    }
    changed_.notify_all();
}

std::string Autosave::take_failure() {
    const std::lock_guard lock(mutex_);
    if (failure_ == told_) return "";
    return told_ = failure_;
}

void Autosave::write(const std::string& path, const WindowImage& image) {
    write_file(path, window_bytes(image, texts_));
}

void Autosave::carry_out(const Orders& orders) {
    std::string failure;
    try {
        if (orders.image) write(path_, *orders.image);
        for (const WindowImage& image : orders.aside) {
            write(folder_ + "/" + aside_beginning + std::to_string(number_of_now()) + window_ending, image);
        }
        std::error_code error;
        for (const std::string& path : orders.retired) std::filesystem::remove(path, error);
    } catch (const std::exception& error) {
        failure = error.what();
    }
    const std::lock_guard lock(mutex_);
    failure_ = failure;
    if (failure.empty()) told_.clear();
}

void Autosave::work() {
    auto last = std::chrono::steady_clock::now() - between_writes;
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return orders_.image || !orders_.aside.empty() || ends_; });
        const auto due = std::max(last + between_writes, std::chrono::steady_clock::now() + gathers);
        // What is put aside comes at once: it may be looked for in the next moment.
        changed_.wait_until(lock, due, [this] { return ends_ || !orders_.aside.empty(); });
        const Orders orders = std::exchange(orders_, {});
        const bool end = ends_;
        lock.unlock();
        if (!orders.empty()) carry_out(orders);
        last = std::chrono::steady_clock::now();
        lock.lock();
        if (end) return;
    }
}

std::string put_aside(const std::string& path) {
    const std::string name = aside_beginning + std::to_string(number_of_now()) + window_ending;
    std::error_code error;
    std::filesystem::rename(path, std::filesystem::path(path).parent_path() / name, error);
    return error ? error.message() : "";
}

WindowImage window_image(const AppState& app) {
    WindowImage image;
    image.session = app.session.image();
    image.place = app.place;
    image.scale = app.wanted_scale;
    image.screen_scale = app.screen_scale;
    image.edited = app.session.edited();
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    image.written = std::chrono::duration_cast<std::chrono::seconds>(now).count();
    return image;
}

bool bring_back(AppState& app, const std::string& path) {
    try {
        const WindowImage image = read_window(path);
        app.session.restore(image.session);
    } catch (const std::exception& error) {
        say(app, error.what(), Stay::until_closed);
        return false;
    }
    ++app.scenes_opened;
    app.edits_words = false;
    app.notice = {};
    if (app.autosave) app.autosave->take_over(window_image(app), path);
    if (path == app.left_by_crash) app.left_by_crash.clear();
    return true;
}

} // namespace halfstep
