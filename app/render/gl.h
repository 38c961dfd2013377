#pragma once
// The one place that says where OpenGL's functions come from.

#include <epoxy/gl.h>
