// A plot goes to the clipboard as a picture, by a program of the desktop, and as data; whatever that program does, the
// window goes on.

#include "app/plots/plots.h"
#include "app/scene/picture_scene.h"
#include "tests/app/window_driver.h"

#include <sys/stat.h>

using namespace halfstep;
using namespace halfstep::testing;

namespace {

/// A PATH that begins with a folder of ours.
class OwnPath {
public:
    OwnPath() : was_(std::getenv("PATH")) { ::setenv("PATH", (folder.path() + ":" + was_).c_str(), 1); }
    ~OwnPath() { ::setenv("PATH", was_.c_str(), 1); }
    OwnPath(const OwnPath&) = delete;
    OwnPath& operator=(const OwnPath&) = delete;

    void script(const std::string& name, const std::string& lines) const {
        const std::string fresh = folder.write("fresh", "#!/bin/sh\n" + lines + "\n");
        ::chmod(fresh.c_str(), 0755);
        std::filesystem::rename(fresh, folder.path(name)); // it may be running
    }
    /// Nothing but what the test itself needs.
    void alone() const {
        const std::string name = "/xdotool";
        std::istringstream folders(was_);
        for (std::string one; std::getline(folders, one, ':');)
            if (std::filesystem::exists(one + name) && !std::filesystem::exists(folder.path() + name))
                std::filesystem::create_symlink(one + name, folder.path() + name);
        std::filesystem::remove(folder.path("xclip"));
        ::setenv("PATH", folder.path().c_str(), 1);
    }

    const TemporaryFolder folder;

private:
    const std::string was_;
};

/// Children of the program that have not been waited for, or still run.
int children_of(pid_t pid) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const std::string name = entry.path().filename().string();
        if (name.find_first_not_of("0123456789") != std::string::npos) continue;
        const std::string stat = read_whole(entry.path().string() + "/stat");
        const std::size_t end = stat.rfind(')');
        if (end == std::string::npos) continue;
        count += std::stoi(split(stat.substr(end + 2), ' ').at(1)) == pid;
    }
    return count;
}

void until_notice(Window& window, const std::string& words) {
    window.until("the notice: " + words,
                 [&] { return window.notice().find(words) != std::string::npos && window.rested; });
}

} // namespace

TEST_CASE("a plot as a picture: as it is seen, with its scene; a program that fails or hangs holds nothing up") {
    const OwnPath path;
    const std::string took = path.folder.path("took.png");
    path.script("xclip", "cat > " + took);
    Window window;
    const Rect stage = window.rect("plot.xt");
    window.act([&] { window.move(5, 895); });
    window.act([&] { window.key("ctrl+c"); });
    until_notice(window, "is on the clipboard");
    CHECK(window.action == "copy-picture");
    Picture picture = read_png(took);
    CHECK(picture.width == doctest::Approx(2 * stage.w).epsilon(0.01)); // two pixels for one of the screen
    CHECK(picture.height == doctest::Approx(2 * stage.h).epsilon(0.01));
    const auto scene = scene_of_picture(took, 1 << 20);
    REQUIRE(scene);
    CHECK(parse_scene(*scene, "picture") == window.experiment);

    window.choose_in_menu("variance", "picture"); // in the column
    until_notice(window, "Variance against t");
    picture = read_png(took);
    CHECK(picture.width == doctest::Approx(2 * window.rect("plot.variance").w).epsilon(0.01));

    window.act([&] { window.move(5, 895); });
    path.script("xclip", "echo \"Error: Can't open display\" >&2; exit 1");
    window.act([&] { window.key("ctrl+c"); });
    until_notice(window, "xclip: Error: Can't open display");
    CHECK(window.notice().find("is in " + window.folder.path("small-xt.png")) != std::string::npos);
    CHECK(read_png(window.folder.path("small-xt.png")).width > 1000);

    path.script("xclip", "sleep 100");
    window.act([&] { window.key("Escape"); });
    window.key("ctrl+c");
    window.key("n"); // meanwhile
    window.until("a seed", [&] { return window.experiment.run.seed == 8; });
    CHECK(window.notice().empty());
    until_notice(window, "did not answer within 4 s");
    CHECK(children_of(window.app().pid()) == 0);
}

TEST_CASE("a plot as a picture where no program takes it is a file; its data are text, with commas or tabs") {
    const OwnPath path;
    path.alone();
    Window window;
    window.choose_in_menu("variance", "picture");
    until_notice(window, "takes pictures by xclip, which is not installed");
    CHECK(read_png(window.folder.path("small-variance.png")).width > 300);

    window.act([&] { window.move(5, 895); });
    window.act([&] { window.key("ctrl+d"); });
    until_notice(window, "as CSV, ");
    CHECK(window.action == "copy-data");
    window.choose_in_menu("variance", "table");
    until_notice(window, "as cells, ");
    // What is there: as text of a field, which has no tabs and no lines.
    window.key("ctrl+shift+s");
    window.until("the dialog", [&] { return window.has("save.path") && window.typing() && window.rested; });
    window.field_key("ctrl+a");
    window.field_key("ctrl+v");
    window.until("the data", [&] { return window.view["name"].string.find("variance") != std::string::npos; });
    CHECK(window.view["name"].string.find("variance,") == std::string::npos);
    window.act([&] { window.key("Escape"); });
    window.choose_in_menu("variance", "scene");
    until_notice(window, "Copied the scene");
}
