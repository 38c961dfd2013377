#include "app/export/page.h"

#include "app/base/text.h"
#include "app/export/metadata.h"
#include "app/export/paper.h"
#include "app/export/paper_canvas.h"
#include "app/export/pdf_alternate.h"
#include "app/export/png.h"

#include <cairo-pdf.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>
#include <stdexcept>

namespace halfstep {

namespace {

using Surface = std::unique_ptr<cairo_surface_t, void (*)(cairo_surface_t*)>;
using Context = std::unique_ptr<cairo_t, void (*)(cairo_t*)>;

void check(cairo_status_t status) {
    if (status == CAIRO_STATUS_NO_MEMORY) throw std::bad_alloc();
    if (status != CAIRO_STATUS_SUCCESS)
        throw std::runtime_error(std::string("the figure cannot be drawn: ") + cairo_status_to_string(status));
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

const std::string& words_of(const Page& page) { return page.description.empty() ? page.caption : page.description; }

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

std::string page_svg(const Page& page) {
    SvgCanvas canvas(page.outline_text ? PaperText::outlines : PaperText::text);
    page.draw(canvas, 0);
    const char* const typefaces =
        page.outline_text ? "" : " font-family=\"Inter, 'DejaVu Sans', Helvetica, Arial, sans-serif\"";
    const auto number = [](float v) { return std::to_string(v); };
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
           "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.1\" "
           "width=\"" +
           millimetres(page.width) + "mm\" height=\"" + millimetres(page.height) + "mm\" viewBox=\"0 0 " +
           number(page.width) + " " + number(page.height) + "\"" + typefaces + svg_label +
           " xml:space=\"preserve\">\n" + svg_metadata(page.experiment, page.title, words_of(page)) + canvas.take() +
           "</svg>\n";
}

std::string page_pdf(const Page& page) {
    std::string bytes;
    const auto append = [](void* to, const unsigned char* data, unsigned n) {
        static_cast<std::string*>(to)->append(reinterpret_cast<const char*>(data), n);
        return CAIRO_STATUS_SUCCESS;
    };
    const Surface surface(cairo_pdf_surface_create_for_stream(append, &bytes, page.width, page.height),
                          cairo_surface_destroy);
    // Later versions may compress the document's information, where metadata.cpp does not look for it.
    cairo_pdf_surface_restrict_to_version(surface.get(), CAIRO_PDF_VERSION_1_4);
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_TITLE, clean_text(page.title).c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_SUBJECT, clean_text(page.caption).c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATOR, "Halfstep " HALFSTEP_VERSION);
    if (!page.experiment.empty())
        cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_KEYWORDS,
                                       pdf_keywords(page.experiment).c_str());
    cairo_pdf_surface_set_metadata(surface.get(), CAIRO_PDF_METADATA_CREATE_DATE,
                                   ""); // no clock: the same bytes each time
    {
        const Context cairo(cairo_create(surface.get()), cairo_destroy);
        CairoCanvas canvas(cairo.get(), page.outline_text ? PaperText::outlines : PaperText::text);
        for (const char* tag : {pdf_document, pdf_figure}) cairo_tag_begin(cairo.get(), tag, "");
        page.draw(canvas, 0);
        for (const char* tag : {pdf_figure, pdf_document}) cairo_tag_end(cairo.get(), tag);
        cairo_show_page(cairo.get());
        check(cairo_status(cairo.get()));
    }
    cairo_surface_finish(surface.get());
    check(cairo_surface_status(surface.get()));
    return with_alternate_text(std::move(bytes), clean_text(words_of(page)));
}

std::string page_png(const Page& page) {
    const float resolution = static_cast<float>(page.dpi) / points_per_inch;
    const double width = std::round(page.width * resolution), height = std::round(page.height * resolution);
    constexpr double longest = 32000; // what Cairo's images can have
    if (width * height > PaperLimits::most_pixels || width > longest || height > longest)
        throw Error(page.dpi_name,
                    std::to_string(page.dpi) + " makes " + std::to_string(static_cast<long>(width)) + " x " +
                        std::to_string(static_cast<long>(height)) +
                        " pixels; allowed: sides of at most 32000 and 150 million together, or a vector file");
    const Surface surface(
        cairo_image_surface_create(CAIRO_FORMAT_ARGB32, static_cast<int>(width), static_cast<int>(height)),
        cairo_surface_destroy);
    {
        const Context cairo(cairo_create(surface.get()), cairo_destroy);
        cairo_scale(cairo.get(), resolution, resolution);
        CairoCanvas canvas(cairo.get(), CairoCanvas::Type::outlines);
        page.draw(canvas, resolution);
        check(cairo_status(cairo.get()));
    }
    const std::vector<std::uint8_t> rgba =
        straight_pixels(surface.get(), static_cast<int>(width), static_cast<int>(height));
    std::vector<std::pair<std::string, std::string>> texts = {
        {"Software", "Halfstep " HALFSTEP_VERSION}, {"Title", page.title}, {"Description", words_of(page)}};
    if (!page.experiment.empty()) texts.emplace_back(experiment_key, page.experiment);
    return encode_png(static_cast<int>(width), static_cast<int>(height), rgba.data(), std::move(texts), page.dpi);
}

} // namespace halfstep
