#pragma once
// TeX to a tree of nodes. Private to app/equation.

#include "app/equation/equation.h"
#include "app/equation/symbols.h"
#include "app/equation/tokens.h"

namespace halfstep {

/// Throws EquationError.
Row parse_equation(std::string_view tex, const NumberOf& numbers);

/// The nodes of a number as people read it: digits, a true minus, superscripts ("10⁻⁹"). Throws EquationError at
/// `place` for a character that no number has.
Row number_row(std::string_view text, std::string_view slot, TexPlace place);

/// Shared by parser.cpp (rows, scripts, symbols) and parser_commands.cpp (what takes arguments).
class Parser {
public:
    Parser(std::string_view tex, const NumberOf& numbers) : tokens_(tex), numbers_(numbers) {}
    Row whole();

private:
    /// Within what a row stands, for messages and for what may end it.
    struct Inside {
        int depth = 0;
        bool bracket = false; ///< ']' ends it
        Alphabet alphabet = Alphabet::plain;
        Inside deeper() const { return {depth + 1, false, alphabet}; }
    };

    Row row(const Inside& inside);
    bool ends_row(const Token& token, const Inside& inside) const;
    Node with_scripts(Node nucleus, const Inside& inside);
    void take_primes(Row& superscript, TexPlace place);
    /// One symbol, group or command with its arguments. `for_what`: the command whose argument it is, if it is one.
    Node nucleus(const Inside& inside, std::string_view for_what);
    Node character(const Token& token, const Inside& inside);
    Row argument(const Inside& inside, std::string_view command);
    Row group(const Inside& inside);
    void expect_close(TexPlace opened);
    Node made(NodeKind kind, TexPlace place, AtomClass cls = AtomClass::ord);
    [[noreturn]] void unexpected(const Token& token);

    // parser_commands.cpp
    Node command(const Token& token, const Inside& inside);
    bool simple_command(const Token& token, const Inside& inside, Node& node);
    bool argument_command(const Token& token, const Inside& inside, Node& node);
    bool decorated_command(const Token& token, const Inside& inside, Node& node);
    bool named_command(const Token& token, const Inside& inside, Node& node);
    Node fraction(const Token& token, const Inside& inside);
    Node radical(const Token& token, const Inside& inside);
    Node fenced(const Token& token, const Inside& inside);
    Node sized(const Token& token);
    Node environment(const Token& token, const Inside& inside);
    Node number(const Token& token);
    char32_t delimiter(std::string_view command);

    Tokens tokens_;
    const NumberOf& numbers_;
    int nodes_ = 0;
};

} // namespace halfstep
