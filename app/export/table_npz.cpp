#include "app/export/table.h"
#include "app/export/writers.h"
#include "app/figure/marks.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>

namespace halfstep {

namespace {

/// Little-endian, as zip and our arrays are.
void put(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 255);
}

template <class T, class Bits>
std::string little_endian(const std::vector<T>& values) {
    static_assert(sizeof(T) == sizeof(Bits));
    std::string data;
    data.reserve(values.size() * sizeof(T));
    for (const T value : values) {
        Bits bits;
        std::memcpy(&bits, &value, sizeof bits);
        put(data, bits, sizeof bits);
    }
    return data;
}

std::string shape_text(const std::vector<std::size_t>& shape) {
    std::string text = "(";
    for (const std::size_t n : shape) text += std::to_string(n) + ",";
    return text + ")";
}

std::vector<std::uint32_t> code_points(const std::string& utf8) {
    std::vector<std::uint32_t> codes;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >> 6 == 2 && !codes.empty())
            codes.back() = codes.back() << 6 | (byte & 0x3F);
        else
            codes.push_back(byte < 0x80 ? byte : byte < 0xE0 ? byte & 0x1F : byte < 0xF0 ? byte & 0x0F : byte & 0x07);
    }
    return codes;
}

/// The data and type of an array of texts: UTF-32, filled up with zeros.
std::pair<std::string, std::string> text_array(const std::vector<std::string>& texts) {
    std::vector<std::vector<std::uint32_t>> codes;
    std::size_t longest = 1; // NumPy knows no texts of no length
    for (const std::string& text : texts) {
        codes.push_back(code_points(text));
        longest = std::max(longest, codes.back().size());
    }
    std::string data;
    for (const auto& text : codes) {
        for (const std::uint32_t code : text) put(data, code, 4);
        data.append(4 * (longest - text.size()), '\0');
    }
    return {data, "<U" + std::to_string(longest)};
}

struct Arrays {
    NpzFile& out;
    std::string at; ///< "variance/03-curve/"

    void operator()(const Curve& m) {
        out.add(at + "x", m.x);
        out.add(at + "y", m.y);
    }
    void operator()(const Polylines& m) {
        const auto length = static_cast<std::size_t>(std::max(m.length, 1));
        const std::vector<std::size_t> shape = {m.y.size() / length, length};
        out.add(at + "x", m.x, m.x.size() == m.y.size() ? shape : std::vector<std::size_t>());
        out.add(at + "y", m.y, shape);
    }
    void operator()(const Points& m) {
        out.add(at + "x", m.x);
        out.add(at + "y", m.y);
    }
    void operator()(const Band& m) {
        out.add(at + "x", m.x);
        out.add(at + "lo", m.lo);
        out.add(at + "hi", m.hi);
    }
    void operator()(const Bars& m) {
        out.add(at + "edges", m.edges);
        out.add(at + "height", m.height);
        out.add_one(at + "base", m.base);
        out.add_one(at + "scale", m.scale);
    }
    void operator()(const Contours& m) {
        add_grid(m);
        out.add(at + "levels", m.levels);
    }
    void operator()(const HeatMap& m) { add_grid(m); }
    template <class Grid>
    void add_grid(const Grid& m) {
        const auto middles = [](double lo, double hi, int n) {
            std::vector<double> middle;
            for (int i = 0; i < n; ++i) middle.push_back(lo + (i + 0.5) * (hi - lo) / n);
            return middle;
        };
        out.add(at + "x", middles(m.x_lo, m.x_hi, m.columns));
        out.add(at + "y", middles(m.y_lo, m.y_hi, m.rows));
        out.add(at + "value", m.value, {static_cast<std::size_t>(m.rows), static_cast<std::size_t>(m.columns)});
    }
    void operator()(const Arrows& m) {
        out.add(at + "x", m.x);
        out.add(at + "y", m.y);
        out.add(at + "dx", m.dx);
        out.add(at + "dy", m.dy);
    }
    void operator()(const Rule& m) {
        out.add_one(at + "value", m.value);
        out.add_one(at + "from", m.from);
        out.add_one(at + "to", m.to);
    }
    void operator()(const Label& m) { one_place(m.x, m.y); }
    void operator()(const Handle& m) { one_place(m.x, m.y); }
    void one_place(double x, double y) {
        out.add_one(at + "x", x);
        out.add_one(at + "y", y);
    }
};

} // namespace

// ---- arrays: NumPy's format 1.0, docs: numpy.lib.format ----

void NpzFile::add(const std::string& name, const std::vector<double>& values, std::vector<std::size_t> shape) {
    if (shape.empty()) shape = {values.size()};
    file(name, "<f8", shape_text(shape), little_endian<double, std::uint64_t>(values));
}
void NpzFile::add(const std::string& name, const std::vector<float>& values, std::vector<std::size_t> shape) {
    if (shape.empty()) shape = {values.size()};
    file(name, "<f4", shape_text(shape), little_endian<float, std::uint32_t>(values));
}
void NpzFile::add(const std::string& name, const std::vector<std::string>& texts) {
    const auto [data, type] = text_array(texts);
    file(name, type, shape_text({texts.size()}), data);
}
void NpzFile::add_one(const std::string& name, double value) {
    file(name, "<f8", "()", little_endian<double, std::uint64_t>({value}));
}
void NpzFile::add_one(const std::string& name, const std::string& text) {
    const auto [data, type] = text_array({text});
    file(name, type, "()", data);
}

// ---- the zip around them: PKWARE's APPNOTE, 4.3 ----

void NpzFile::file(const std::string& name, const std::string& type, const std::string& shape,
                   const std::string& data) {
    std::string header = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
    constexpr std::size_t magic = 10, alignment = 64;
    header.append(alignment - 1 - (magic + header.size()) % alignment, ' ');
    header += '\n';
    std::string bytes("\x93NUMPY\x01\x00", 8);
    put(bytes, header.size(), 2);
    bytes += header + data;

    const std::string path = name + ".npy";
    std::string entry;      // what the local header and the directory have in common
    put(entry, 20, 2);      // version needed to extract
    put(entry, 1 << 11, 2); // names are UTF-8
    put(entry, 0, 2);       // stored as it is
    put(entry, 0, 2);       // midnight
    put(entry, 33, 2);      // 1 January 1980: no clock, so that the same arrays give the same bytes
    put(entry, crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())), 4);
    put(entry, bytes.size(), 4);
    put(entry, bytes.size(), 4);
    put(entry, path.size(), 2);
    put(entry, 0, 2); // no extra field

    put(directory_, 0x02014b50, 4);
    put(directory_, 20, 2); // made by
    directory_ += entry;
    put(directory_, 0, 6); // comment, disk, internal attributes
    put(directory_, 0, 4); // external attributes
    put(directory_, files_.size(), 4);
    directory_ += path;
    put(files_, 0x04034b50, 4);
    files_ += entry + path + bytes;
    ++count_;
}

std::string NpzFile::take() {
    constexpr std::size_t most_bytes = 0xFFFFFFFFu;
    if (files_.size() > most_bytes || count_ > 0xFFFF)
        throw std::runtime_error("the data of this figure are more than a zip file holds (4 GiB)");
    std::string end;
    put(end, 0x06054b50, 4);
    put(end, 0, 4); // disks
    put(end, static_cast<std::uint64_t>(count_), 2);
    put(end, static_cast<std::uint64_t>(count_), 2);
    put(end, directory_.size(), 4);
    put(end, files_.size(), 4);
    put(end, 0, 2);
    return files_ + directory_ + end;
}

void add_arrays(NpzFile& file, const Figure& figure) {
    const std::string plot = figure.name + "/";
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < figure.marks.size(); ++i) {
        const Mark& mark = figure.marks[i];
        const auto* label = std::get_if<Label>(&mark);
        labels.push_back(label ? label->text : std::string(label_of(mark)));
        const std::string digits = std::to_string(i);
        std::visit(Arrays{file, plot + (digits.size() < 2 ? "0" : "") + digits + "-" + kind_of(mark) + "/"}, mark);
    }
    file.add(plot + "labels", labels);
    file.add_one(plot + "title", figure.title);
    file.add_one(plot + "caption", figure.caption);
    file.add_one(plot + "x_label", figure.x.label);
    file.add_one(plot + "y_label", figure.y.label);
}

std::string write_npz(const Sheet& sheet) {
    NpzFile file;
    for (const Sheet::Panel& panel : sheet.panels) add_arrays(file, panel.figure);
    file.add_one("experiment", sheet.experiment);
    return file.take();
}

} // namespace halfstep
