#include "app/export/writers.h"

#include "app/base/text.h"
#include "app/export/metadata.h"
#include "app/export/paper_canvas.h"
#include "app/export/png.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <memory>
#include <stdexcept>

namespace halfstep {

namespace {

constexpr float points_per_inch = 72;
constexpr float cloud_resolution =
    300 / points_per_inch; ///< pixels a point, of clouds in vector files: what journals ask for
constexpr float finest_cloud = 600 / points_per_inch; ///< in PNG of more than that they are smooth enough

using Surface = std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)>;
using Context = std::unique_ptr<cairo_t, void (*)(cairo_t*)>;

void check(cairo_status_t status) {
    if (status != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error(std::string("the figure cannot be drawn: ") + cairo_status_to_string(status));
}

void draw_with_clouds(const Sheet& sheet, Canvas& canvas, float resolution) {
    CloudCanvas clouds(canvas, {0, 0, sheet.width, sheet.height}, resolution);
    draw(sheet, clouds);
    clouds.finish();
}

/// Millimetres, as people gave them, with three decimals at most.
std::string millimetres(float points) {
    const long thousandths = std::lround(points * 25400 / points_per_inch);
    std::string text = std::to_string(thousandths / 1000);
    if (thousandths % 1000 == 0) return text;
    std::string decimals = std::to_string(1000 + thousandths % 1000).substr(1);
    decimals.erase(decimals.find_last_not_of('0') + 1);
    return text + "." + decimals;
}

/// Straight alpha, row 0 at the top.
std::vector<std::uint8_t> straight_pixels(cairo_surface_t* surface, int width, int height) {
    cairo_surface_flush(surface);
    const std::uint8_t* pixels = cairo_image_surface_get_data(surface);
    const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface));
    std::vector<std::uint8_t> rgba;
    rgba.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
    for (int y = 0; y < height; ++y) {
        const auto* row = reinterpret_cast<const std::uint32_t*>(pixels + static_cast<std::size_t>(y) * stride);
        for (int x = 0; x < width; ++x) {
            const std::uint32_t p = row[x], a = p >> 24;
            for (const int shift : {16, 8, 0}) {
                const std::uint32_t c = p >> shift & 255;
                rgba.push_back(static_cast<std::uint8_t>(a == 0 ? 0 : std::min((c * 255 + a / 2) / a, 255u)));
            }
            rgba.push_back(static_cast<std::uint8_t>(a));
        }
    }
    return rgba;
}

} // namespace

const std::vector<Writer>& all_writers() {
    static const std::vector<Writer> list = {
        {"svg", "vector graphics for the web and for editing", write_svg},
        {"pdf", "vector graphics for LaTeX and for print", write_pdf},
        {"png", "pixels", write_png},
        {"csv", "what the plot shows, as a table", write_csv},
        {"npy", "what the plot shows, as a NumPy array of records", write_npy},
        {"npz", "what the plot shows, as NumPy arrays", write_npz},
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

std::string write_svg(const Sheet& sheet) {
    SvgCanvas canvas;
    if (has_clouds(sheet))
        draw_with_clouds(sheet, canvas, cloud_resolution);
    else
        draw(sheet, canvas);
    const auto number = [](float v) { return std::to_string(v); };
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" "
           "width=\"" +
           millimetres(sheet.width) + "mm\" height=\"" + millimetres(sheet.height) + "mm\" viewBox=\"0 0 " +
           number(sheet.width) + " " + number(sheet.height) +
           "\" font-family=\"Inter, 'DejaVu Sans', Helvetica, Arial, sans-serif\" xml:space=\"preserve\">\n" +
           svg_metadata(sheet.experiment, sheet.title, sheet.caption) + canvas.take() + "</svg>\n";
}

std::string write_pdf(const Sheet& sheet) {
    std::string bytes;
    const auto append = [](void* to, const unsigned char* data, unsigned n) {
        static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), n);
        return CAIRO_STATUS_SUCCESS;
    };
    const Surface surface(cairo_pdf_surface_create_for_stream(append, &bytes, sheet.width, sheet.height),
                          cairo_surface_destroy);
    // Later versions may compress the document's information, where metadata.cpp does not look for it.
    cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_4);
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, clean_text(sheet.title).c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_SUBJECT, clean_text(sheet.caption).c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "Halfstep " HALFSTEP_VERSION);
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_KEYWORDS, pdf_keywords(sheet.experiment).c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                   ""); // no clock: the same bytes each time
    {
        const Context cairo(cairo_create(surface.get()), cairo_destroy);
        CairoCanvas canvas(cairo.get(), CairoCanvas::Type::text);
        if (has_clouds(sheet))
            draw_with_clouds(sheet, canvas, cloud_resolution);
        else
            draw(sheet, canvas);
        cairo_show_page(cairo.get());
        check(cairo_status(cairo.get()));
    }
    cairo_surface_finish(surface.get());
    check(cairo_surface_status(surface.get()));
    return bytes;
}

std::string write_png(const Sheet& sheet) {
    const float resolution = static_cast<float>(sheet.dpi) / points_per_inch;
    const double width = std::round(sheet.width * resolution), height = std::round(sheet.height * resolution);
    constexpr double longest = 32000; // what Cairo's images can have
    if (width * height > PaperLimits::most_pixels || width > longest || height > longest)
        throw Error(sheet.names.dpi,
                    std::to_string(sheet.dpi) + " makes " + std::to_string(static_cast<long>(width)) + " x " +
                        std::to_string(static_cast<long>(height)) +
                        " pixels; allowed: sides of at most 32000 and 150 million together, or a vector file");
    const Surface surface(
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, static_cast<int>(width), static_cast<int>(height)),
        cairo_surface_destroy);
    {
        const Context cairo(cairo_create(surface.get()), cairo_destroy);
        cairo_scale(cairo.get(), resolution, resolution);
        CairoCanvas canvas(cairo.get(), CairoCanvas::Type::outlines);
        draw_with_clouds(sheet, canvas, std::min(resolution, finest_cloud));
        check(cairo_status(cairo.get()));
    }
    const std::vector<std::uint8_t> rgba =
        straight_pixels(surface.get(), static_cast<int>(width), static_cast<int>(height));
    return encode_png(static_cast<int>(width), static_cast<int>(height), rgba.data(),
                      {{"Software", "Halfstep " HALFSTEP_VERSION},
                       {"Title", sheet.title},
                       {"Description", sheet.caption},
                       {experiment_key, sheet.experiment}},
                      sheet.dpi);
}

} // namespace halfstep
