#pragma once
// TeX cut into tokens, each with its place. Private to app/equation.

#include "app/equation/tree.h"

#include <string>
#include <string_view>

namespace halfstep {

[[noreturn]] void refuse_equation(TexPlace place, const std::string& what, const std::string& allowed);

/// A piece of TeX in quotes, for messages.
std::string quoted_tex(std::string_view tex);

struct Token {
    enum Kind : std::uint8_t { end, command, character, open, close, superscript, subscript, align, newline };
    Kind kind = end;
    std::string_view text; ///< of a command without its backslash; of the rest as it stands there
    char32_t code = 0;     ///< of a character
    TexPlace place;
};

/// Spaces and comments (% to the end of the line) are passed over.
class Tokens {
public:
    /// Throws EquationError of what is too long or no clean text.
    explicit Tokens(std::string_view tex);
    const Token& peek() const { return token_; }
    Token next();
    /// What stands between braces, as it is, \{ \} and the like as their characters; for names and words. `what`: whose
    /// it is.
    std::string braced_text(std::string_view what);

private:
    void read();
    char32_t take(); ///< one character
    void skip_blanks();

    std::string_view rest_;
    TexPlace place_;
    Token token_;
};

} // namespace halfstep
