#include "app/export/writers.h"

#include "app/export/page.h"
#include "app/export/paper_canvas.h"

#include <algorithm>
#include <cctype>

namespace halfstep {

namespace {

constexpr float cloud_resolution =
    300 / points_per_inch; ///< pixels a point, of clouds in vector files: what journals ask for
constexpr float finest_cloud = 600 / points_per_inch; ///< in PNG of more than that they are smooth enough

void draw_with_clouds(const Sheet& sheet, Canvas& canvas, float resolution) {
    CloudCanvas clouds(canvas, {0, 0, sheet.width, sheet.height}, resolution);
    draw(sheet, clouds);
    clouds.finish();
}

Page page_of(const Sheet& sheet) {
    Page page;
    page.width = sheet.width;
    page.height = sheet.height;
    page.dpi = sheet.dpi;
    page.dpi_name = sheet.names.dpi;
    page.outline_text = sheet.outline_text;
    page.title = sheet.title;
    page.caption = sheet.caption;
    page.description = sheet.description;
    page.experiment = sheet.experiment;
    page.draw = [&sheet](Canvas& canvas, float resolution) {
        if (resolution > 0)
            draw_with_clouds(sheet, canvas, std::min(resolution, finest_cloud));
        else if (has_clouds(sheet))
            draw_with_clouds(sheet, canvas, cloud_resolution);
        else
            draw(sheet, canvas);
    };
    return page;
}

} // namespace

const std::vector<Writer>& all_writers() {
    static const std::vector<Writer> list = {
        {"svg", "vector graphics for the web and for editing", write_svg},
        {"pdf", "vector graphics for LaTeX and for print", write_pdf},
        {"png", "pixels", write_png},
        {"csv", "what the plot shows, as a table", write_csv, true},
        {"npy", "what the plot shows, as a NumPy array of records", write_npy, true},
        {"npz", "what the plot shows, as NumPy arrays", write_npz, true},
    };
    return list;
}

const Writer* find_writer(std::string_view path) {
    const std::size_t dot = path.rfind('.');
    if (dot == std::string_view::npos) return nullptr;
    std::string extension(path.substr(dot + 1));
    for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    for (const Writer& writer : all_writers())
        if (extension == writer.extension) return &writer;
    return nullptr;
}

std::string writer_extensions() {
    std::string text;
    for (const Writer& writer : all_writers()) text += std::string(text.empty() ? "." : ", .") + writer.extension;
    return text;
}

std::string write_svg(const Sheet& sheet) { return page_svg(page_of(sheet)); }
std::string write_pdf(const Sheet& sheet) { return page_pdf(page_of(sheet)); }
std::string write_png(const Sheet& sheet) { return page_png(page_of(sheet)); }

} // namespace halfstep
