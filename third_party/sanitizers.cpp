// Linked into sanitized programs only: what the sanitizers have to know about libraries that are not ours.

extern "C" {

// Libraries stay loaded to the end. Graphics drivers are otherwise gone before the leak check looks: what they still hold
// then counts as leaked, from "<unknown module>".
int dlclose(void*);
int dlclose(void*) { return 0; }

// GCC 12's leak check crashes ("Tracer caught signal 11") on the thread-local storage of Mesa's threads.
const char* __asan_default_options();
const char* __asan_default_options() { return "intercept_tls_get_addr=0"; }

// Fontconfig's caches, filled through Cairo.
const char* __lsan_default_suppressions();
const char* __lsan_default_suppressions() { return "leak:libfontconfig\n"; }

// Cairo hands its small objects from thread to thread by atomic operations, which the thread sanitizer does not see in a
// library that was not compiled for it.
const char* __tsan_default_suppressions();
const char* __tsan_default_suppressions() { return "race:libcairo\n"; }

const char* __ubsan_default_options();
const char* __ubsan_default_options() { return "print_stacktrace=1"; }
}
