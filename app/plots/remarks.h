#pragma once
// What files of data say of a mark behind its name, where the same entry of a legend is not always the same thing.

namespace halfstep::plots {

inline constexpr const char* averages_remark = " [averages over bins]";

} // namespace halfstep::plots
