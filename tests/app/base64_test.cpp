#include "app/base/base64.h"

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <utility>

using namespace halfstep;

TEST_CASE("base64 is that of RFC 4648, section 10") {
    const std::pair<const char*, const char*> vectors[] = {{"", ""},
                                                           {"f", "Zg=="},
                                                           {"fo", "Zm8="},
                                                           {"foo", "Zm9v"},
                                                           {"foob", "Zm9vYg=="},
                                                           {"fooba", "Zm9vYmE="},
                                                           {"foobar", "Zm9vYmFy"},
                                                           {"\xff\xfe\xfd", "//79"}};
    for (const auto& [plain, coded] : vectors) {
        CHECK(base64(plain) == coded);
        CHECK(from_base64(coded) == plain);
    }
    CHECK(base64("foobar", 4) == "Zm9v\nYmFy");
    CHECK(from_base64(" Zm9v\n  YmFy\n") == "foobar");
    for (const char* bad : {"Zm9", "Zm9v!", "Zg==Zg==", "Z===", "=", "Zm 9v\x80"})
        CHECK_THROWS_AS(from_base64(bad), std::runtime_error);
}
