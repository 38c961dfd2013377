#include "app/panels/key_row.h"
#include "app/panels/panels.h"

namespace halfstep {

void run_panel(PanelContext& context) {
    heading(context.ui, "Run");
    for (const KeyFact<RunSpec>& key : keys<RunSpec>()) key_row(context.ui, "run.", key.name, context.experiment.run);
}

} // namespace halfstep
