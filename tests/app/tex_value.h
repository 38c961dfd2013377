#pragma once
// What the right-hand sides of cards come to: a small evaluator of TeX, which knows nothing of how cards were made.
// Numbers, + - / ^, products by standing side by side, \frac, \sqrt, functions, cases (by the words of the row that
// holds), \sum and \prod over an index, \int by Simpson's rule, normal densities, functions that are given, and symbols
// with accents, indices and primes, whose values are given or defined by a line.

#include <doctest/doctest.h>

#include <cctype>
#include <cmath>
#include <functional>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace halfstep::testing {

/// Values by the symbol as it is written without spaces: "\bar\alpha_{t-1}", "\hatx_0'".
struct TexValues {
    std::map<std::string, double> symbols;
    std::map<std::string, std::vector<double>> lists; ///< "t", "b": what an index k picks from
    std::map<std::string, std::string> definitions{}; ///< of symbols, in terms of others
    std::vector<std::string> holds{};                 ///< words of the rows of cases that are meant
    int k = -1;                                       ///< within a sum or product
    /// Functions by their names, "F_n": of one number, or of several.
    std::map<std::string, std::function<double(const std::vector<double>&)>> functions{};
    double lo = 0, hi = 1; ///< of an integral without limits
    double spare = 0;      ///< what \sum_k without limits has terms of: lists with so many entries, from 1
};

inline std::string replaced_all(std::string text, const std::string& from, const std::string& to) {
    for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    return text;
}

inline std::vector<std::string> tex_tokens(const std::string& tex) {
    std::vector<std::string> tokens;
    for (std::size_t i = 0; i < tex.size();) {
        std::size_t n = 1;
        if (tex[i] == '\\') {
            while (i + n < tex.size() && std::isalpha(static_cast<unsigned char>(tex[i + n]))) ++n;
            if (n == 1) n = 2; // \, and the like
        } else if (std::isdigit(static_cast<unsigned char>(tex[i]))) {
            while (i + n < tex.size() && (std::isdigit(static_cast<unsigned char>(tex[i + n])) || tex[i + n] == '.'))
                ++n;
        }
        const std::string token = tex.substr(i, n);
        i += n;
        if (token == "\\text") { // its words are one token, spaces and all
            const std::size_t end = tex.find('}', i);
            tokens.push_back("\\text" + tex.substr(i, end + 1 - i));
            i = end + 1;
        } else if (token != " " && token != "\\," && token != "\\left" && token != "\\right" && token != "\\;") {
            tokens.push_back(token);
        }
    }
    return tokens;
}

class TexReader {
public:
    TexReader(const std::string& tex, const TexValues& values) : tokens_(tex_tokens(tex)), values_(values) {}
    TexReader(std::vector<std::string> tokens, const TexValues& values) : tokens_(std::move(tokens)), values_(values) {}
    double all() {
        const double value = sum();
        if (at_ < tokens_.size()) throw std::runtime_error("not understood: " + tokens_[at_]);
        return value;
    }

private:
    std::string peek() const { return at_ < tokens_.size() ? tokens_[at_] : ""; }
    std::string next() { return at_ < tokens_.size() ? tokens_[at_++] : throw std::runtime_error("ends too early"); }
    bool take(const std::string& token) { return peek() == token && ++at_; }
    void need(const std::string& token) {
        if (!take(token)) throw std::runtime_error(token + " expected, not " + peek());
    }
    double sum() {
        double value = take("-") ? -product() : product();
        while (peek() == "+" || peek() == "-") value = next() == "+" ? value + product() : value - product();
        return value;
    }
    bool begins_factor() const {
        const std::string token = peek();
        for (const char* end : {"", "+", "-", ")", "}", ",", "&", "\\\\", "=", "\\end", "]", ";", "\\rvert", "\\rfloor",
                                "\\rceil"})
            if (token == end) return false;
        return true;
    }
    double product() {
        double value = factor();
        while (begins_factor()) {
            if (take("\\cdot")) continue;
            value = take("/") ? value / factor() : value * factor();
        }
        return value;
    }
    std::string raw_group() { // {t-1} -> t-1; a single token otherwise
        if (!take("{")) return next();
        std::string raw;
        for (int depth = 1; depth > 0;) {
            const std::string token = next();
            depth += token == "{" ? 1 : token == "}" ? -1 : 0;
            if (depth > 0) raw += token;
        }
        return raw;
    }
    double group() {
        if (!take("{")) return primary();
        const double value = sum();
        need("}");
        return value;
    }
    double factor() {
        double value = primary();
        while (take("^")) value = std::pow(value, group());
        return value;
    }
    double function(double (*f)(double)) {
        double power = 1;
        if (take("^")) power = group();
        return std::pow(f(factor()), power);
    }
    /// Over k, j or t, up to what is said, or over all that there is.
    double repeated(bool product_of) {
        need("_");
        const std::string from = raw_group();
        const std::string letter = from.substr(0, 1);
        int first = 1, last = static_cast<int>(values_.spare);
        if (from.size() > 1) {
            first = std::stoi(from.substr(2));
            need("^");
            last = static_cast<int>(values_.symbols.at(raw_group()));
        }
        const std::size_t begin = at_;
        double value = product_of ? 1 : 0;
        const auto before = values_.symbols;
        const int k_before = values_.k;
        for (int i = first; i <= last; ++i) {
            at_ = begin;
            values_.k = i;
            values_.symbols["index"] = i;
            const double one = product();
            value = product_of ? value * one : value + one;
        }
        values_.k = k_before;
        values_.symbols = before;
        return value;
    }
    /// Up to dx or du, by Simpson's rule.
    double integral() {
        double lo = values_.lo, hi = values_.hi;
        if (take("_")) {
            lo = std::stod(raw_group());
            need("^");
            hi = std::stod(raw_group());
        }
        const std::size_t begin = at_;
        while (!(peek() == "d" && at_ + 1 < tokens_.size() && (tokens_[at_ + 1] == "x" || tokens_[at_ + 1] == "u")))
            next();
        const std::vector<std::string> body(tokens_.begin() + static_cast<std::ptrdiff_t>(begin),
                                            tokens_.begin() + static_cast<std::ptrdiff_t>(at_));
        next();
        const std::string variable = next();
        constexpr int pieces = 8000; // an even number
        double all = 0;
        for (int i = 0; i <= pieces; ++i) {
            TexValues here = values_;
            here.symbols[variable] = lo + (hi - lo) * i / pieces;
            all += (i == 0 || i == pieces ? 1 : i % 2 == 1 ? 4 : 2) * TexReader(body, here).all();
        }
        return all * (hi - lo) / pieces / 3;
    }
    /// \mathcal{N}(x; mean, variance).
    double normal() {
        need("{");
        need("N");
        need("}");
        need("(");
        const double x = sum();
        need(";");
        const double mean = sum();
        need(",");
        const double variance = sum();
        need(")");
        return std::exp(-0.5 * (x - mean) * (x - mean) / variance) / std::sqrt(2 * std::acos(-1) * variance);
    }
    double cases() {
        need("{");
        for (const char* letter : {"c", "a", "s", "e", "s"}) need(letter);
        need("}");
        double found = std::nan("");
        do {
            const double value = sum();
            need("&");
            const std::string words = next();
            for (const std::string& holds : values_.holds)
                if (words == "\\text{" + holds + "}") found = value;
        } while (take("\\\\"));
        need("\\end");
        need("{");
        for (const char* letter : {"c", "a", "s", "e", "s"}) need(letter);
        need("}");
        return found;
    }
    double primary() {
        const std::string token = next();
        if (std::isdigit(static_cast<unsigned char>(token[0]))) return std::stod(token);
        if (token == "(" || token == "[") {
            const double value = sum();
            next();
            return value;
        }
        if (token == "{") {
            --at_;
            return group();
        }
        if (token == "\\frac") {
            const double above = group();
            return above / group();
        }
        if (token == "\\sqrt") return std::sqrt(group());
        if (token == "\\exp") return function(std::exp);
        if (token == "\\log") return function(std::log);
        if (token == "\\cos") return function(std::cos);
        if (token == "\\tan") return function(std::tan);
        if (token == "\\arctan") return function(std::atan);
        if (token == "\\sum" || token == "\\prod") return repeated(token == "\\prod");
        if (token == "\\begin") return cases();
        if (token == "\\int") return integral();
        if (token == "\\mathcal") return normal();
        if (token == "\\lvert") {
            const double value = sum();
            need("\\rvert");
            return std::abs(value);
        }
        if (token == "\\min" || token == "\\max") {
            need("(");
            const double one = sum();
            need(",");
            const double other = sum();
            need(")");
            return token == "\\min" ? std::min(one, other) : std::max(one, other);
        }
        if (token == "\\lfloor" || token == "\\lceil") {
            const double value = sum();
            need(token == "\\lfloor" ? "\\rfloor" : "\\rceil");
            return token == "\\lfloor" ? std::floor(value) : std::ceil(value);
        }
        if (token == "\\operatorname") { // \operatorname{round}: halves to even
            if (const std::string name = raw_group(); name != "round") throw std::runtime_error("not known: " + name);
            need("(");
            const double value = sum();
            need(")");
            return std::nearbyint(value);
        }
        if (token == "\\pi") return std::acos(-1);
        return symbol(token);
    }
    double symbol(std::string name) {
        if (name == "\\hat" || name == "\\bar" || name == "\\tilde") name += next();
        if (name == "\\Delta") name += next();
        std::string index;
        bool has_index = false;
        if (take("_")) index = raw_group(), has_index = true;
        std::string primes;
        while (take("'")) primes += "'";
        if (const auto f = values_.functions.find(name + (has_index ? "_" + index : ""));
            f != values_.functions.end()) {
            need("(");
            std::vector<double> of = {sum()};
            while (take(",")) of.push_back(sum());
            need(")");
            return f->second(of);
        }
        return value_of(name, has_index, index, primes);
    }
    double value_of(const std::string& name, bool has_index, const std::string& index, const std::string& primes) {
        const std::string full = name + (has_index ? "_" + index : "") + primes;
        if (const auto known = values_.symbols.find(full); known != values_.symbols.end()) return known->second;
        const auto list = values_.lists.find(name);
        const bool before = index == "k-1" || index == "t-1";
        if (list != values_.lists.end() && (index == "k" || before) && values_.k > 0)
            return list->second.at(static_cast<std::size_t>(values_.k - (before ? 1 : 0)));
        if (const auto own = values_.definitions.find(full); own != values_.definitions.end())
            return TexReader(own->second, values_).all();
        if (const auto at_k = values_.definitions.find(name + "_k" + primes);
            index == "T" && at_k != values_.definitions.end()) {
            TexValues last = values_;
            last.k = static_cast<int>(values_.symbols.at("T"));
            return TexReader(at_k->second, last).all();
        }
        // What is defined at t (or k) is, at t - 1, the same with t - 1 in the place of t.
        for (const std::string letter : {"t", "k"}) {
            const auto other = values_.definitions.find(name + "_" + letter + primes);
            if (index != letter + "-1" || other == values_.definitions.end()) continue;
            TexValues before = values_;
            if (letter == "k") --before.k;
            // A sum's own index: at k = 0, too.
            if (letter == "k") return TexReader(other->second, shifted(before)).all();
            if (const auto t = before.symbols.find("t"); t != before.symbols.end()) t->second -= 1;
            return TexReader(replaced_all(other->second, "_t", "_{t-1}"), before).all();
        }
        throw std::runtime_error("no value of " + full);
    }
    /// Lists one further, so that an index below 1 is still found.
    static TexValues shifted(TexValues values) {
        for (auto& [name, list] : values.lists) list.insert(list.begin(), std::nan(""));
        ++values.k;
        return values;
    }

    std::vector<std::string> tokens_;
    std::size_t at_ = 0;
    TexValues values_;
};

/// The sides of a line, as they are parted by = signs outside of braces.
inline std::vector<std::string> sides_of(const std::string& line) {
    std::vector<std::string> sides(1);
    int depth = 0;
    for (const char c : line) {
        depth += c == '{' ? 1 : c == '}' ? -1 : 0;
        if (c == '=' && depth == 0)
            sides.emplace_back();
        else
            sides.back() += c;
    }
    return sides;
}

inline std::vector<std::string> lines_of_card(const std::string& text) {
    std::vector<std::string> lines(1);
    for (const char c : text)
        if (c == '\n')
            lines.emplace_back();
        else
            lines.back() += c;
    return lines;
}

inline std::string without_spaces(const std::string& tex) {
    std::string name;
    for (const std::string& token : tex_tokens(tex)) name += token;
    return replaced_all(replaced_all(name, "{", ""), "}", "");
}

/// How far the sides of a card's lines are from each other, with what its other lines define: relative, the worst.
/// Symbols of `values` must be what the lines say of them.
inline double worst_of_card(const std::string& text, TexValues values) {
    const std::vector<std::string> lines = lines_of_card(text);
    std::vector<std::vector<std::string>> equations;
    for (const std::string& line : lines) {
        const std::vector<std::string> sides = sides_of(line);
        std::string name = without_spaces(sides.front()), rule = sides.back();
        bool known = values.symbols.count(name) > 0;
        if (!known && name.size() > 2 && name.ends_with("^2") &&
            values.symbols.count(name.substr(0, name.size() - 2)) == 0 &&
            name.find_first_of("()[]+-/") == std::string::npos && sides.size() == 2 && &line != &lines.front()) {
            name.resize(name.size() - 2);
            rule = "\\sqrt{" + rule + "}";
        }
        if (&line != &lines.front() && !known && name.find_first_of("()[]+/") == std::string::npos &&
            name.find("\\frac") == std::string::npos && name.find("mathbb") == std::string::npos) {
            // with its index in braces, as raw_group() reads it, and without
            values.definitions[name] = rule;
            if (sides.size() == 2) continue;
        }
        equations.push_back(sides);
    }
    double worst = 0;
    for (const auto& sides : equations) {
        std::vector<double> parts;
        for (const std::string& side : sides) parts.push_back(TexReader(side, values).all());
        for (const double value : parts) {
            const double off = std::abs(value - parts.front()) / std::max(1e-3, std::abs(parts.front()));
            worst = off <= worst ? worst : std::isnan(off) ? 1e300 : off;
        }
    }
    return worst;
}

} // namespace halfstep::testing
