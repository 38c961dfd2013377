# cmake -D source=FOLDER -D out=FILE -P commit.cmake: writes a header with the commit that is checked out, with "+ changes"
# where files differ from it, and touches nothing while it stays the same.
execute_process(COMMAND git -C ${source} rev-parse --short=12 HEAD OUTPUT_VARIABLE commit ERROR_QUIET
    OUTPUT_STRIP_TRAILING_WHITESPACE RESULT_VARIABLE failed)
if(failed OR NOT EXISTS ${source}/.git) # sources within somebody else's repository
    set(commit "not known")
else()
    execute_process(COMMAND git -C ${source} diff --quiet HEAD ERROR_QUIET RESULT_VARIABLE changed)
    if(changed)
        string(APPEND commit " + changes")
    endif()
endif()
file(CONFIGURE OUTPUT ${out} CONTENT "#pragma once\n#define HALFSTEP_COMMIT \"${commit}\"\n")
