// letters() of curves.h: plain capitals of one line width, drawn for this program. Few strokes, round where a compass
// would be, so that a word is recognised as a cloud.

#include "core/law/curves.h"
#include "core/spec/error.h"

#include <array>
#include <cstdlib>

namespace halfstep {
namespace {

using Point = Eigen::Vector2d;

/// On a grid where capitals are 6 high. A letter is a list of moves, each a code and a point:
///   m  lift the pen and go there        l  a straight line
///   h  a quarter of an ellipse that leaves horizontally and arrives vertically       v  the other way round
///   c  a cubic Bezier curve: its two handles, then the point
struct Letter {
    char name;
    const char* moves;
};
constexpr Letter alphabet[] = {
    {'A', "m0 0 l2.1 6 l4.2 0 m0.7 2 l3.5 2"},
    {'B', "m0 3.3 l2 3.3 h4 1.65 v2 0 l0 0 l0 6 l1.9 6 h3.6 4.65 v1.9 3.3"},
    {'C', "m4 4.4 v2.1 6 h0 3.9 l0 2.1 v2.1 0 h4 1.6"},
    {'D', "m0 0 l0 6 l1.7 6 h4.1 3.6 l4.1 2.4 v1.7 0 l0 0"},
    {'E', "m3.6 6 l0 6 l0 0 l3.6 0 m0 3.2 l2.9 3.2"},
    {'F', "m3.6 6 l0 6 l0 0 m0 3.2 l2.9 3.2"},
    {'G', "m4 4.4 v2.1 6 h0 3.9 l0 2.1 v2.1 0 h4.1 1.8 l4.1 2.8 l2.5 2.8"},
    {'H', "m0 0 l0 6 m4 0 l4 6 m0 3.1 l4 3.1"},
    {'I', "m0 0 l0 6"},
    {'J', "m2.8 6 l2.8 1.6 v1.4 0 h0 1.5"},
    {'K', "m0 0 l0 6 m3.9 6 l0 2.2 m1.3 3.47 l4 0"},
    {'L', "m0 6 l0 0 l3.4 0"},
    {'M', "m0 0 l0 6 l2.4 2 l4.8 6 l4.8 0"},
    {'N', "m0 0 l0 6 l4 0 l4 6"},
    {'O', "m2.15 6 h0 3.9 l0 2.1 v2.15 0 h4.3 2.1 l4.3 3.9 v2.15 6"},
    {'P', "m0 0 l0 6 l2.2 6 h4 4.45 v2.2 2.9 l0 2.9"},
    {'Q', "m2.15 6 h0 3.9 l0 2.1 v2.15 0 h4.3 2.1 l4.3 3.9 v2.15 6 m2.6 1.7 l4.4 -0.3"},
    {'R', "m0 0 l0 6 l2.2 6 h4 4.45 v2.2 2.9 l0 2.9 m2.2 2.9 l4.1 0"},
    {'S', "m3.8 4.7 v2 6 h0.2 4.6 v2 3.15 h4 1.55 v2 0 h0 1.4"},
    {'T', "m0 6 l4.2 6 m2.1 6 l2.1 0"},
    {'U', "m0 6 l0 2 v2 0 h4 2 l4 6"},
    {'V', "m0 6 l2.1 0 l4.2 6"},
    {'W', "m0 6 l1.5 0 l3 5.2 l4.5 0 l6 6"},
    {'X', "m0 0 l4 6 m0 6 l4 0"},
    {'Y', "m0 6 l2.1 2.9 l4.2 6 m2.1 2.9 l2.1 0"},
    {'Z', "m0 6 l4 6 l0 0 l4 0"},
    {'0', "m1.9 6 h0 3.9 l0 2.1 v1.9 0 h3.8 2.1 l3.8 3.9 v1.9 6"},
    {'1', "m0 4.7 l1.6 6 l1.6 0"},
    {'2', "m0.1 4.4 v1.95 6 h3.8 4.4 c3.8 3.1 1.4 1.7 0 0 l3.9 0"},
    {'3', "m0.2 6 l3.6 6 l1.7 3.6 h3.8 1.8 v1.85 0 h0 1.4"},
    {'4', "m3 0 l3 6 l0 1.7 l4.1 1.7"},
    {'5', "m3.5 6 l0.5 6 l0.3 3.3 c0.8 3.7 1.3 3.8 1.9 3.8 h3.8 1.9 v1.8 0 h0 1.2"},
    {'6', "m3.3 6 c1.6 5.1 0 3.6 0 1.9 v1.95 0 h3.9 1.9 v1.95 3.8 h0 1.9"},
    {'7', "m0 6 l3.8 6 l1.3 0"},
    {'8', "m1.95 3.3 h0.3 4.65 v1.95 6 h3.6 4.65 v1.95 3.3 h0 1.65 v1.95 0 h3.9 1.65 v1.95 3.3"},
    {'9', "m0.6 0 c2.3 0.9 3.9 2.4 3.9 4.1 v1.95 6 h0 4.1 v1.95 2.2 h3.9 4.1"},
    {'.', "m0 0 l0 0.5"},
    {',', "m0.4 0.5 l0 -0.9"},
    {':', "m0 0.9 l0 1.4 m0 3.6 l0 4.1"},
    {'!', "m0 6 l0 1.9 m0 0.5 l0 0"},
    {'?', "m0.1 4.4 v1.8 6 h3.5 4.4 c3.5 3.2 1.8 3.2 1.8 1.8 m1.8 0.5 l1.8 0"},
    {'\'', "m0 6 l0 4.6"},
    {'-', "m0 3 l2.4 3"},
    {'_', "m0 0 l3.2 0"},
    {'+', "m0 3 l3 3 m1.5 1.5 l1.5 4.5"},
    {'=', "m0 2.2 l3 2.2 m0 3.8 l3 3.8"},
    {'*', "m0 3.6 l3 3.6 m0.75 4.9 l2.25 2.3 m2.25 4.9 l0.75 2.3"},
    {'/', "m0 -0.3 l2.6 6.3"},
    {'<', "m2.6 5 l0 3 l2.6 1"},
    {'>', "m0 5 l2.6 3 l0 1"},
    {'(', "m1.2 6.4 c-0.3 4.7 -0.3 1.3 1.2 -0.4"},
    {')', "m0 6.4 c1.5 4.7 1.5 1.3 0 -0.4"},
    {'~', "m0 2.6 c0.9 4 2.3 1.9 3.2 3.3"},
};
constexpr double capital = 6, blank = 2.4, gap = 1.5, line_height = 9; // of the grid

/// From the last point of `stroke`, which is not repeated.
void bezier(Stroke& stroke, const Point& a, const Point& b, const Point& end) {
    constexpr int pieces = 48;
    const Point start = stroke.back();
    for (int i = 1; i <= pieces; ++i) {
        const double t = static_cast<double>(i) / pieces, s = 1 - t;
        stroke.push_back(s * s * s * start + 3 * s * s * t * a + 3 * s * t * t * b + t * t * t * end);
    }
}

std::vector<Stroke> draw(const char* moves) {
    constexpr double circle = 0.5522847498; // handles that make a quarter of a circle, to 3e-4 of its radius
    std::vector<Stroke> strokes;
    const auto number = [&moves] {
        char* end = nullptr;
        const double value = std::strtod(moves, &end);
        moves = end;
        return value;
    };
    const auto point = [&number] {
        const double x = number();
        return Point(x, number());
    };
    while (*moves) {
        const char move = *moves++;
        if (move == ' ') continue;
        const Point first = point();
        if (move == 'm') {
            strokes.push_back({first});
            continue;
        }
        Stroke& stroke = strokes.back();
        const Point start = stroke.back(), way = first - start;
        switch (move) {
        case 'l': stroke.push_back(first); break;
        case 'h': bezier(stroke, start + Point(circle * way.x(), 0), first - Point(0, circle * way.y()), first); break;
        case 'v': bezier(stroke, start + Point(0, circle * way.y()), first - Point(circle * way.x(), 0), first); break;
        case 'c': {
            const Point second = point();
            bezier(stroke, first, second, point());
            break;
        }
        }
    }
    return strokes;
}

const char* find(char name) {
    if (name >= 'a' && name <= 'z') name = static_cast<char>(name - 'a' + 'A');
    for (const Letter& letter : alphabet)
        if (letter.name == name) return letter.moves;
    return nullptr;
}

[[noreturn]] void refuse(const std::string& text, std::size_t at) {
    std::size_t length = 1; // of a character in UTF-8
    while (at + length < text.size() && (static_cast<unsigned char>(text[at + length]) & 0xC0) == 0x80) ++length;
    const bool visible = static_cast<unsigned char>(text[at]) > 0x20;
    std::string signs;
    for (const Letter& letter : alphabet)
        if (!(letter.name >= 'A' && letter.name <= 'Z') && !(letter.name >= '0' && letter.name <= '9'))
            signs += std::string(" ") + letter.name;
    throw Error("target.text",
                (visible ? "has " + text.substr(at, length) + ", which" : std::string("has a character that")) +
                    " we cannot draw; allowed: A to Z, 0 to 9, blanks, line breaks and" + signs);
}

/// One line of text from x = 0, and where it ends.
double write_line(const std::string& line, std::vector<Stroke>& strokes) {
    double x = 0, end = 0;
    for (const char name : line) {
        if (name == ' ') {
            x += blank;
            continue;
        }
        double width = 0;
        for (Stroke& stroke : draw(find(name))) {
            for (Point& at : stroke) {
                width = std::max(width, at.x());
                at.x() += x;
            }
            strokes.push_back(std::move(stroke));
        }
        end = x + width;
        x = end + gap;
    }
    return end;
}

} // namespace

std::vector<Stroke> letters(const std::string& text, double height) {
    constexpr std::size_t most = 64; // characters: more are no word, and too small to be read
    if (text.size() > most)
        throw Error("target.text", "has more than " + std::to_string(most) + " characters; allowed: a word or a few");
    for (std::size_t i = 0; i < text.size(); ++i)
        if (text[i] != ' ' && text[i] != '\n' && !find(text[i])) refuse(text, i);
    std::vector<Stroke> strokes;
    double y = 0;
    for (std::size_t begin = 0; begin <= text.size(); y -= line_height) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::vector<Stroke> line;
        const double width = write_line(text.substr(begin, end - begin), line);
        for (Stroke& stroke : line) {
            for (Point& at : stroke) at += Point(-0.5 * width, y);
            strokes.push_back(std::move(stroke));
        }
        begin = end + 1;
    }
    if (strokes.empty()) throw Error("target.text", "has nothing to draw; allowed: at least one letter");
    const double middle = 0.5 * (capital + y + line_height); // of the topmost capital and the lowest line
    for (Stroke& stroke : strokes)
        for (Point& at : stroke) at = (at - Point(0, middle)) * (height / capital);
    return strokes;
}

} // namespace halfstep
