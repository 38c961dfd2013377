#pragma once
// Reads a line of the journal. Strict, so that what other programs could not read is a failure here, too.

#include <cstdint>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace halfstep::testing {

/// A JSON value; asking for what it is not throws.
struct Json {
    enum class Kind { null, boolean, number, string, array, object } kind = Kind::null;
    bool boolean = false;
    double number = 0;
    std::string string;
    std::vector<Json> items;
    std::map<std::string, Json> members;

    bool has(const std::string& key) const { return members.count(key) > 0; }
    const Json& operator[](const std::string& key) const { return members.at(key); }
    const Json& operator[](std::size_t i) const { return items.at(i); }
};

class JsonReader {
public:
    /// Throws std::runtime_error with the text from where it is wrong.
    static Json read(std::string_view text) {
        JsonReader reader{text};
        const Json value = reader.value();
        if (!reader.rest_.empty()) reader.fail("more than one value");
        return value;
    }

private:
    explicit JsonReader(std::string_view text) : rest_(text) {}

    [[noreturn]] void fail(const std::string& what) const {
        throw std::runtime_error("JSON: " + what + " at: " + std::string(rest_.substr(0, 60)));
    }
    void skip_blanks() {
        while (!rest_.empty() && std::string_view(" \t\r\n").find(rest_.front()) != std::string_view::npos)
            rest_.remove_prefix(1);
    }
    bool accept(std::string_view token) {
        if (rest_.substr(0, token.size()) != token) return false;
        rest_.remove_prefix(token.size());
        return true;
    }
    void expect(std::string_view token) {
        skip_blanks();
        if (!accept(token)) fail("no " + std::string(token));
    }

    Json value() {
        skip_blanks();
        Json json;
        if (accept("null")) return json;
        if (accept("true") || accept("false")) {
            json.kind = Json::Kind::boolean;
            json.boolean = *(rest_.data() - 2) == 'u'; // the letter before the last one
        } else if (accept("{")) {
            json.kind = Json::Kind::object;
            list('}', [&] {
                skip_blanks();
                const std::string key = text();
                expect(":");
                if (!json.members.emplace(key, value()).second) fail("twice the key " + key);
            });
        } else if (accept("[")) {
            json.kind = Json::Kind::array;
            list(']', [&] { json.items.push_back(value()); });
        } else if (!rest_.empty() && rest_.front() == '"') {
            json.kind = Json::Kind::string;
            json.string = text();
        } else {
            json.kind = Json::Kind::number;
            json.number = read_number();
        }
        skip_blanks();
        return json;
    }

    template <class Item>
    void list(char end, Item item) {
        skip_blanks();
        const std::string_view close(&end, 1);
        if (accept(close)) return;
        do item();
        while (skip_blanks(), accept(","));
        expect(close);
    }

    double read_number() {
        const std::size_t length = std::min(rest_.size(), rest_.find_first_not_of("+-.0123456789eE"));
        const std::string digits(rest_.substr(0, length)); // not "nan", nor "inf"
        char* end = nullptr;
        const double value = std::strtod(digits.c_str(), &end);
        if (digits.empty() || *end) fail("no value");
        rest_.remove_prefix(length);
        return value;
    }

    std::string text() {
        if (!accept("\"")) fail("no string");
        std::string out;
        while (!rest_.empty() && rest_.front() != '"') {
            char c = rest_.front();
            if (static_cast<unsigned char>(c) < 0x20) fail("a control character");
            rest_.remove_prefix(1);
            if (c == '\\') c = escape();
            out += c;
        }
        if (!accept("\"")) fail("no end of a string");
        return out;
    }
    char escape() {
        if (rest_.empty()) fail("no end of a string");
        const char c = rest_.front();
        rest_.remove_prefix(1);
        switch (c) {
        case 'n': return '\n';
        case 't': return '\t';
        case 'u': {
            const long code = std::strtol(std::string(rest_.substr(0, 4)).c_str(), nullptr, 16);
            if (rest_.size() < 4 || code <= 0 || code > 0x7F) fail("an escape that the journal has no use for");
            rest_.remove_prefix(4);
            return static_cast<char>(code);
        }
        case '"':
        case '\\':
        case '/': return c;
        default: fail("an escape that JSON does not know");
        }
    }

    std::string_view rest_;
};

} // namespace halfstep::testing
