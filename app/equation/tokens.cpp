#include "app/equation/tokens.h"

#include "app/base/text.h"
#include "app/equation/equation.h"

namespace halfstep {

namespace {

bool ascii_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Places count from the first character that is seen: a blank start, as in a string over several lines, counts, too.
Token::Kind kind_of(char32_t code) {
    switch (code) {
    case U'{': return Token::open;
    case U'}': return Token::close;
    case U'^': return Token::superscript;
    case U'_': return Token::subscript;
    case U'&': return Token::align;
    default: return Token::character;
    }
}

} // namespace

void refuse_equation(TexPlace place, const std::string& what, const std::string& allowed) {
    throw EquationError(place.line, place.column, what + "; allowed: " + allowed);
}

std::string quoted_tex(std::string_view tex) {
    constexpr std::size_t longest = 60; // bytes: a message is a line
    std::string text;
    while (!tex.empty()) {
        const Character c = first_character(tex);
        if (text.size() + c.bytes > longest) return "'" + text + "...'";
        append_utf8(text, c.code < 32 ? U' ' : c.code);
        tex.remove_prefix(c.bytes);
    }
    return "'" + text + "'";
}

Tokens::Tokens(std::string_view tex) : rest_(tex) {
    if (tex.size() > EquationLimits::bytes)
        refuse_equation({}, "the equation has " + std::to_string(tex.size()) + " bytes",
                        "at most " + std::to_string(EquationLimits::bytes));
    read();
}

char32_t Tokens::take() {
    const Character c = first_character(rest_);
    if (c.replaced) refuse_equation(place_, "there is a byte or a character that is no text", "UTF-8 text");
    rest_.remove_prefix(c.bytes);
    if (c.code == U'\n') {
        ++place_.line;
        place_.column = 1;
    } else {
        ++place_.column;
    }
    return c.code;
}

void Tokens::skip_blanks() {
    while (!rest_.empty()) {
        const char c = rest_.front();
        if (c == '%') {
            while (!rest_.empty() && rest_.front() != '\n') take();
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            if (c == '\r')
                rest_.remove_prefix(1); // of Windows' line ends; no text elsewhere
            else
                take();
        } else {
            return;
        }
    }
}

void Tokens::read() {
    skip_blanks();
    token_ = {Token::end, {}, 0, place_};
    if (rest_.empty()) return;
    const std::string_view from = rest_;
    const char32_t code = take();
    if (code != U'\\') {
        token_.kind = kind_of(code);
        token_.code = code;
        token_.text = from.substr(0, from.size() - rest_.size());
        return;
    }
    if (rest_.empty()) refuse_equation(token_.place, "a backslash ends the equation", "a command, \\name");
    if (ascii_letter(rest_.front()))
        while (!rest_.empty() && ascii_letter(rest_.front())) take();
    else
        take();
    token_.text = from.substr(1, from.size() - rest_.size() - 1);
    token_.kind = token_.text == "\\" ? Token::newline : Token::command;
}

Token Tokens::next() {
    const Token token = token_;
    if (token.kind != Token::end) read();
    return token;
}

std::string Tokens::braced_text(std::string_view what) {
    const std::string command = "\\" + std::string(what);
    if (token_.kind != Token::open) refuse_equation(token_.place, command + " lacks its argument", command + "{...}");
    // The token after the brace has not been read: only the brace itself is looked at ahead.
    std::string text;
    const TexPlace begin = token_.place;
    while (true) {
        if (rest_.empty()) refuse_equation(begin, "the brace of " + command + " is never closed", command + "{...}");
        const TexPlace place = place_;
        const char32_t code = take();
        if (code == U'}') break;
        if (code == U'{') refuse_equation(place, "a brace within the words of " + command, "words, \\{ and \\}");
        if (code == U'\\') {
            static constexpr std::string_view escaped = "{}\\%#_&$ ";
            if (rest_.empty() || escaped.find(rest_.front()) == std::string_view::npos)
                refuse_equation(place, "a command within the words of " + command,
                                "words; \\{ \\} \\% \\# \\_ \\& \\$ for these characters");
            append_utf8(text, take());
        } else {
            append_utf8(text, code == U'\n' || code == U'\t' ? U' ' : code);
        }
    }
    read();
    return text;
}

} // namespace halfstep
