// Linked into sanitized programs only: how sanitizers report, and what they have to know about libraries that are not ours. It is
// in the programs so that those which tests start have it, too, in whatever environment.

extern "C" {

// Libraries stay loaded to the end. Graphics drivers are otherwise gone before the leak check looks: what they still hold
// then counts as leaked, from "<unknown module>".
int dlclose(void*);
int dlclose(void*) { return 0; }

// exitcode: what no test expects of a program (tests/cost.h); handle_abort: so, too, where an assertion fails.
// intercept_tls_get_addr: GCC 12's leak check crashes ("Tracer caught signal 11") on the thread-local storage of Mesa's threads.
const char* __asan_default_options();
const char* __asan_default_options() {
    return "exitcode=99:handle_abort=1:intercept_tls_get_addr=0:"
           "detect_stack_use_after_return=1:check_initialization_order=1";
}

const char* __lsan_default_suppressions();
const char* __lsan_default_suppressions() {
    return "leak:libfontconfig\n"; // its caches, filled through Cairo
}

// halt_on_error: a window that a test ends by force would never come to its exit code.
const char* __tsan_default_options();
const char* __tsan_default_options() { return "exitcode=99:handle_abort=1:halt_on_error=1:second_deadlock_stack=1"; }

const char* __tsan_default_suppressions();
const char* __tsan_default_suppressions() {
    // Cairo hands its small objects from thread to thread by atomic operations, which the thread sanitizer does not see in a
    // library that was not compiled for it. Mesa's software renderer shares its fences and queues between its threads alike.
    return "race:libcairo\n"
           "race:swrast_dri.so\n";
}

const char* __ubsan_default_options();
const char* __ubsan_default_options() { return "print_stacktrace=1:exitcode=99"; }
}
