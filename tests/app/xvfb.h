#pragma once
// An X server without a screen, and what xdotool does not do: the picture of a window, the polite request to close it
// that a window manager sends, and a file dropped on it. All are plain X11 protocol (X Window System Protocol, X11R7.7,
// appendix B), so that the tests need no library for them.

#include "tests/app/child.h"
#include "tests/app/picture.h"

#include <sys/socket.h>
#include <sys/un.h>

#include <array>

namespace halfstep::testing {

class XConnection {
public:
    explicit XConnection(const std::string& display) {
        const std::string path = "/tmp/.X11-unix/X" + display.substr(1);
        socket_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        // The abstract name first: it is there even where the folder cannot be made.
        if (!connect_to('\0' + path) && !connect_to(path)) throw std::runtime_error("no X server at " + path);
        Message hello;
        const std::uint16_t one = 1;
        const bool little = *reinterpret_cast<const char*>(&one) == 1;
        hello.u8(little ? 'l' : 'B').u8(0).u16(11).u16(0).u16(0).u16(0).u16(0);
        send(hello.bytes);
        const std::string head = receive(8);
        const std::string server = receive(4u * number<std::uint16_t>(head, 6)); // it describes itself
        if (head[0] != 1) throw std::runtime_error("the X server refuses the connection");
        own_window_ = number<std::uint32_t>(server, 4) | 1;
        const std::size_t vendor = (number<std::uint16_t>(server, 16) + 3u) / 4 * 4;
        root_ = number<std::uint32_t>(server, 32 + vendor + 8u * static_cast<std::uint8_t>(server[21]));
    }
    ~XConnection() { ::close(socket_); }
    XConnection(const XConnection&) = delete;
    XConnection& operator=(const XConnection&) = delete;

    struct Geometry {
        int x = 0, y = 0, width = 0, height = 0;
    };
    Geometry geometry(std::uint32_t window) {
        Message request; // GetGeometry
        request.u8(14).u8(0).u16(2).u32(window);
        const std::string reply = ask(request);
        return {number<std::int16_t>(reply, 12), number<std::int16_t>(reply, 14), number<std::uint16_t>(reply, 16),
                number<std::uint16_t>(reply, 18)};
    }

    /// What is on screen. 24-bit visuals only: four bytes a pixel, blue first.
    Picture picture(std::uint32_t window) {
        Picture picture;
        const Geometry size = geometry(window);
        picture.width = size.width;
        picture.height = size.height;
        Message request; // GetImage, ZPixmap, all planes
        request.u8(73).u8(2).u16(5).u32(window).u16(0).u16(0);
        request.u16(static_cast<std::uint16_t>(size.width)).u16(static_cast<std::uint16_t>(size.height)).u32(~0u);
        const std::string data = ask(request).substr(32);
        const std::size_t pixels = static_cast<std::size_t>(size.width) * size.height;
        if (data.size() != 4 * pixels) throw std::runtime_error("the X server's pixels are not of 32 bits");
        picture.rgba.resize(4 * pixels);
        for (std::size_t i = 0; i < pixels; ++i) {
            for (std::size_t c = 0; c < 3; ++c)
                picture.rgba[4 * i + c] = static_cast<std::uint8_t>(data[4 * i + 2 - c]);
            picture.rgba[4 * i + 3] = 255;
        }
        return picture;
    }

    /// What a desktop tells programs of its screen, as "Xft.dpi:\t144\n": the property RESOURCE_MANAGER of the root.
    void set_resources(const std::string& text) {
        std::string bytes = text;
        bytes.resize((text.size() + 3) / 4 * 4);
        constexpr std::uint32_t resource_manager = 23, string = 31; // atoms that every server has
        Message request;                                            // ChangeProperty
        request.u8(18).u8(0).u16(static_cast<std::uint16_t>(6 + bytes.size() / 4)).u32(root_);
        request.u32(resource_manager).u32(string).u8(8).u8(0).u16(0).u32(static_cast<std::uint32_t>(text.size()));
        request.bytes += bytes;
        send(request.bytes);
        geometry(root_); // comes back after the server has done it
    }

    /// What the cross in a title bar does: WM_DELETE_WINDOW (ICCCM 4.2.8.1).
    void ask_to_close(std::uint32_t window) {
        send_message(window, "WM_PROTOCOLS", {atom("WM_DELETE_WINDOW"), 0, 0, 0, 0});
        geometry(window); // comes back after the server has done it
    }

    /// An Expose event, which comes after all input so far.
    void ask_to_redraw(std::uint32_t window) {
        Message request; // SendEvent
        request.u8(25).u8(0).u16(11).u32(window).u32(0);
        request.u8(12).u8(0).u16(0).u32(window).u16(0).u16(0).u16(1).u16(1).u16(0);
        request.bytes.resize(request.bytes.size() + 14);
        send(request.bytes);
        geometry(window);
    }

    /// What a file manager does when a file is let go over a window (freedesktop.org, Drag-and-Drop Protocol for the X
    /// Window System, version 5). Returns once the window has fetched the name.
    void drop(std::uint32_t window, const std::string& path) {
        const std::uint32_t selection = atom("XdndSelection"), list = atom("text/uri-list"),
                            copy = atom("XdndActionCopy");
        if (!has_window_) {
            Message create; // CreateWindow, InputOnly
            create.u8(1)
                .u8(0)
                .u16(8)
                .u32(own_window_)
                .u32(root_)
                .u16(0)
                .u16(0)
                .u16(1)
                .u16(1)
                .u16(0)
                .u16(2)
                .u32(0)
                .u32(0);
            send(create.bytes);
            has_window_ = true;
        }
        Message own; // SetSelectionOwner
        own.u8(22).u8(0).u16(4).u32(own_window_).u32(selection).u32(0);
        send(own.bytes);
        const Geometry at = geometry(window);
        const std::uint32_t place = static_cast<std::uint32_t>(at.x + 10) << 16 | static_cast<std::uint32_t>(at.y + 10);
        send_message(window, "XdndEnter", {own_window_, 5u << 24, list, 0, 0});
        send_message(window, "XdndPosition", {own_window_, 0, place, 0, copy});
        send_message(window, "XdndDrop", {own_window_, 0, 0, 0, 0});
        std::string event = receive(32);
        while ((event[0] & 0x7f) != 30) event = receive(32); // SelectionRequest
        const auto requestor = number<std::uint32_t>(event, 12), property = number<std::uint32_t>(event, 24);
        std::string uri = "file://" + path + "\r\n";
        const auto size = static_cast<std::uint32_t>(uri.size());
        uri.resize((uri.size() + 3) / 4 * 4);
        Message answer; // ChangeProperty, and a SelectionNotify that says so
        answer.u8(18).u8(0).u16(static_cast<std::uint16_t>(6 + uri.size() / 4)).u32(requestor).u32(property).u32(list);
        answer.u8(8).u8(0).u16(0).u32(size);
        answer.bytes += uri;
        answer.u8(25).u8(0).u16(11).u32(requestor).u32(0);
        answer.u8(31).u8(0).u16(0).u32(0).u32(requestor).u32(selection).u32(list).u32(property).u32(0).u32(0);
        send(answer.bytes);
        geometry(window);
    }

private:
    struct Message {
        std::string bytes;
        template <class T>
        Message& add(T value) {
            bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
            return *this;
        }
        Message& u8(std::uint8_t v) { return add(v); }
        Message& u16(std::uint16_t v) { return add(v); }
        Message& u32(std::uint32_t v) { return add(v); }
    };

    void send_message(std::uint32_t window, const std::string& type, const std::array<std::uint32_t, 5>& data) {
        const std::uint32_t kind = atom(type);
        Message request; // SendEvent of a ClientMessage
        request.u8(25).u8(0).u16(11).u32(window).u32(0);
        request.u8(33).u8(32).u16(0).u32(window).u32(kind);
        for (const std::uint32_t word : data) request.u32(word);
        send(request.bytes);
    }

    bool connect_to(const std::string& name) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, name.data(), name.size());
        const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
        return ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), length) == 0;
    }
    template <class T>
    static T number(const std::string& bytes, std::size_t at) {
        T value;
        std::memcpy(&value, bytes.data() + at, sizeof value);
        return value;
    }
    void send(const std::string& bytes) {
        if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
            throw std::runtime_error("the X server does not listen");
    }
    std::string receive(std::size_t size) {
        std::string bytes(size, '\0');
        for (std::size_t have = 0; have < size;) {
            const ssize_t n = ::recv(socket_, bytes.data() + have, size - have, 0);
            if (n <= 0) throw std::runtime_error("the X server is gone");
            have += static_cast<std::size_t>(n);
        }
        return bytes;
    }
    std::string ask(const Message& request) {
        send(request.bytes);
        std::string reply = receive(32);
        while (static_cast<unsigned char>(reply[0]) > 1) reply = receive(32); // an event
        if (reply[0] == 0) throw std::runtime_error("X error " + std::to_string(static_cast<int>(reply[1])));
        return reply + receive(4 * static_cast<std::size_t>(number<std::uint32_t>(reply, 4)));
    }
    std::uint32_t atom(const std::string& name) {
        Message request; // InternAtom
        request.u8(16).u8(0).u16(static_cast<std::uint16_t>(2 + (name.size() + 3) / 4));
        request.u16(static_cast<std::uint16_t>(name.size())).u16(0);
        request.bytes += name + std::string((4 - name.size() % 4) % 4, '\0');
        return number<std::uint32_t>(ask(request), 8);
    }

    int socket_ = -1;
    std::uint32_t root_ = 0, own_window_ = 0;
    bool has_window_ = false; ///< own_window_ has been created
};

/// Picks a free display number itself. No window manager: windows are where and as large as they ask to be.
class Xvfb {
public:
    explicit Xvfb(const std::vector<std::string>& more = {}) {
        int ends[2];
        if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2");
        const int inherited = ::dup(ends[1]);
        std::vector<std::string> words = {
            "Xvfb",     "-displayfd", std::to_string(inherited), "-screen", "0", "2000x1300x24", "-nolisten", "tcp",
            "-noreset", "-r"}; // a key that is held on a slow machine is one key
        words.insert(words.end(), more.begin(), more.end());
        server_.emplace(words, ChildOptions{{}, "", folder_.path("log")});
        ::close(inherited);
        ::close(ends[1]);
        std::string text;
        char c = 0;
        while (::read(ends[0], &c, 1) == 1 && c != '\n') text += c; // ends with the server, too
        ::close(ends[0]);
        if (text.empty())
            throw std::runtime_error("Xvfb does not start; third_party/install.sh installs it. " +
                                     read_whole(folder_.path("log")));
        display_ = ":" + text;
    }
    const std::string& display() const { return display_; }

private:
    TemporaryFolder folder_;
    std::optional<Child> server_;
    std::string display_;
};

} // namespace halfstep::testing
