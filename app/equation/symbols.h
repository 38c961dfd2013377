#pragma once
// The commands of the subset that stand for one character, a function's name, an accent or a space. Private to
// app/equation; the guide's page "equations" lists them, and a test holds it against this.

#include "app/equation/tree.h"

#include <string_view>
#include <vector>

namespace halfstep {

/// A command (without its backslash) or a character that stands for one symbol.
struct Symbol {
    std::string_view name; ///< empty: only the character itself
    char32_t code = 0;
    AtomClass cls = AtomClass::ord;
    ScriptLimits limits = ScriptLimits::never;
    bool big = false; ///< grows in display style
};

struct FunctionName {
    std::string_view name, text;
    ScriptLimits limits = ScriptLimits::never;
};

struct AccentCommand {
    std::string_view name;
    char32_t code = 0;
    bool wide = false;
};

struct SpaceCommand {
    std::string_view name; ///< of a command, or the character after the backslash
    float ems = 0;
};

/// The letters' shapes of the subset.
enum class Alphabet : std::uint8_t { plain, upright, italic, bold, bold_italic, calligraphic, blackboard };
struct AlphabetCommand {
    std::string_view name;
    Alphabet alphabet = Alphabet::plain;
};

const std::vector<Symbol>& symbols();
const std::vector<FunctionName>& function_names();
const std::vector<AccentCommand>& accent_commands();
const std::vector<SpaceCommand>& space_commands();
const std::vector<AlphabetCommand>& alphabet_commands();

const Symbol* find_symbol(std::string_view command);
/// Of a character as typed; nullptr for letters and digits, and for what is outside the subset.
const Symbol* find_symbol(char32_t character);

bool is_letter(char32_t code); ///< Latin or Greek
bool is_digit(char32_t code);

/// The character of a letter or digit in an alphabet (Unicode's mathematical alphanumerics); plain: Latin letters and
/// small Greek ones italic, everything else upright. 0 where there is none.
char32_t styled(char32_t code, Alphabet alphabet);

} // namespace halfstep
