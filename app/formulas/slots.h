#pragma once
// What formulas share: numbers of an equation, as slots that are filled, and its lines. Private to app/formulas.

#include "app/base/number_text.h"
#include "app/formulas/formula.h"
#include "core/base/types.h"

namespace halfstep {

/// A line below others.
inline std::string further_line(const char* tex) { return std::string("\n") + tex; }

/// A number of its own: a slot, filled.
class Slots {
public:
    Slots(Formula& formula, int digits) : formula_(formula), digits_(digits) {}
    std::string operator()(double value) {
        std::string slot;
        for (std::size_t n = formula_.numbers.size() + 1; n > 0; n /= 26) // \num takes letters
            slot += static_cast<char>('a' + n % 26);
        formula_.numbers[slot] = number_text(value, digits_);
        return "\\num{" + slot + "}";
    }
    std::string operator()(const Vec& value) {
        if (value.size() == 1) return (*this)(value[0]);
        return "\\begin{pmatrix}" + (*this)(value[0]) + "\\\\" + (*this)(value[1]) + "\\end{pmatrix}";
    }
    std::string operator()(const Mat& k) {
        if (k.rows() == 1 || (k(1, 0) == 0 && k(0, 0) == k(1, 1))) return (*this)(k(0, 0));
        return "\\begin{pmatrix}" + (*this)(k(0, 0)) + "& 0\\\\" + (*this)(k(1, 0)) + "&" + (*this)(k(1, 1)) +
               "\\end{pmatrix}";
    }
    /// Behind a factor: negative numbers in brackets.
    std::string factor(const Vec& value) {
        const std::string tex = (*this)(value);
        return value.size() == 1 && value[0] < 0 ? "(" + tex + ")" : tex;
    }
    /// A term of a sum that is under way: with its sign.
    std::string term(double value) { return value < 0 ? " - " + (*this)(-value) : " + " + (*this)(value); }

private:
    Formula& formula_;
    int digits_;
};

/// An equation with numbers: `tex` writes it, with the slots that it is given.
template <class Tex>
Formula with_slots(const Tex& tex, int digits = 4) {
    Formula formula;
    Slots slot(formula, digits);
    formula.tex = tex(slot);
    return formula;
}

} // namespace halfstep
