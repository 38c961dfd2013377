#include "app/export/npy.h"
#include "app/export/table.h"
#include "app/export/writers.h"
#include "app/figure/mark_names.h"

#include <zlib.h>

#include <algorithm>

namespace halfstep {

namespace {

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
        const auto add = [&](const char* name, const std::vector<double>& values) {
            if (m.single)
                out.add(at + name, std::vector<float>(values.begin(), values.end()));
            else
                out.add(at + name, values);
        };
        add("x", m.x);
        add("y", m.y);
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
        out.add_one(at + "below", m.below);
        out.add_one(at + "above", m.above);
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

void NpzFile::add(const std::string& name, const std::vector<double>& values, std::vector<std::size_t> shape) {
    if (shape.empty()) shape = {values.size()};
    file(name, npy_bytes("'<f8'", shape, npy_data(values)));
}
void NpzFile::add(const std::string& name, const std::vector<float>& values, std::vector<std::size_t> shape) {
    if (shape.empty()) shape = {values.size()};
    file(name, npy_bytes("'<f4'", shape, npy_data(values)));
}
void NpzFile::add(const std::string& name, const std::vector<std::string>& texts) {
    const NpyTexts array(texts);
    file(name, npy_bytes("'" + array.type() + "'", {texts.size()}, array.data()));
}
void NpzFile::add_one(const std::string& name, double value) {
    file(name, npy_bytes("'<f8'", {}, npy_data(std::vector<double>{value})));
}
void NpzFile::add_one(const std::string& name, const std::string& text) {
    const NpyTexts array({text});
    file(name, npy_bytes("'" + array.type() + "'", {}, array.data()));
}

// ---- the zip around them: PKWARE's APPNOTE, 4.3 ----

void NpzFile::file(const std::string& name, const std::string& bytes) {
    const std::string path = name + ".npy";
    std::string entry;                    // what the local header and the directory have in common
    put_little_endian(entry, 20, 2);      // version needed to extract
    put_little_endian(entry, 1 << 11, 2); // names are UTF-8
    put_little_endian(entry, 0, 2);       // stored as it is
    put_little_endian(entry, 0, 2);       // midnight
    put_little_endian(entry, 33, 2);      // 1 January 1980: no clock, so that the same arrays give the same bytes
    put_little_endian(entry, crc32(0, reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uInt>(bytes.size())),
                      4);
    put_little_endian(entry, bytes.size(), 4);
    put_little_endian(entry, bytes.size(), 4);
    put_little_endian(entry, path.size(), 2);
    put_little_endian(entry, 0, 2); // no extra field

    put_little_endian(directory_, 0x02014b50, 4);
    put_little_endian(directory_, 20, 2); // made by
    directory_ += entry;
    put_little_endian(directory_, 0, 6); // comment, disk, internal attributes
    put_little_endian(directory_, 0, 4); // external attributes
    put_little_endian(directory_, files_.size(), 4);
    directory_ += path;
    put_little_endian(files_, 0x04034b50, 4);
    files_ += entry + path + bytes;
    ++count_;
}

std::string NpzFile::take() {
    constexpr std::size_t most_bytes = 0xFFFFFFFFu;
    if (files_.size() > most_bytes || count_ > 0xFFFF)
        throw std::runtime_error("the data of this figure are more than a zip file holds (4 GiB)");
    std::string end;
    put_little_endian(end, 0x06054b50, 4);
    put_little_endian(end, 0, 4); // disks
    put_little_endian(end, static_cast<std::uint64_t>(count_), 2);
    put_little_endian(end, static_cast<std::uint64_t>(count_), 2);
    put_little_endian(end, directory_.size(), 4);
    put_little_endian(end, files_.size(), 4);
    put_little_endian(end, 0, 2);
    return files_ + directory_ + end;
}

void add_arrays(NpzFile& file, const Figure& figure) {
    const std::string plot = figure.name + "/";
    std::vector<std::string> labels;
    for (std::size_t i = 0; i < figure.marks.size(); ++i) {
        const Mark& mark = figure.marks[i];
        labels.emplace_back(table_label(mark));
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
