#pragma once
// Where the parts of the window go.

#include "app/figure/canvas.h"

namespace halfstep {

/// Widths of the columns at scale 1, to be dragged.
struct Columns {
    float left = 316, right = 430;
    float lesson = 376; ///< where a lesson's page stands at the left
};

/// What is not there has no width. `gap` lies between columns.
struct Areas {
    Rect bar, controls, handle, stage, table, plots, timeline;
    float gap = 0;
};

/// `table_rows`: of the table of results, its head included, which waits where it would leave the stage too little
/// room.
/// `lesson`: its page stands in the place of the controls.
Areas arrange(Point window, float scale, const Columns& columns, int table_rows, bool lesson = false);
/// What is asked for beside stage, plots and time, which else fill the window.
struct PresentedParts {
    bool controls = false, table = false, lesson = false;
};
/// The same while presenting.
Areas arrange_presenting(Point window, float scale, const Columns& columns, int table_rows, PresentedParts parts);

} // namespace halfstep
