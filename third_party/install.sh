#!/bin/sh
# Installs what Halfstep needs on Debian 12 or Ubuntu 24.04 and later, as root or through sudo. Safe to repeat: it asks for
# nothing and touches nothing when everything is there.
set -eu

# The compiler and the tools around it
packages="build-essential g++ cmake ninja-build ccache pkg-config git ca-certificates"
# Libraries to build with (third_party/CMakeLists.txt says what each is for)
packages="$packages libeigen3-dev libimgui-dev libglfw3-dev libepoxy-dev libegl-dev libgl-dev"
packages="$packages libtomlplusplus-dev libcli11-dev nlohmann-json3-dev libmd4c-dev libmuparser-dev libpng-dev zlib1g-dev libcairo2-dev"
packages="$packages libharfbuzz-dev doctest-dev"
# Faces to embed
packages="$packages fonts-inter fonts-dejavu-core fonts-texgyre-math"
# To run: OpenGL, with Mesa's software renderer where there is no GPU
packages="$packages libegl1 libgl1 libgl1-mesa-dri"
# To test the window without a display, exported PDF files, and films (which `halfstep film` encodes by ffmpeg, too)
packages="$packages xvfb xdotool poppler-utils ffmpeg"

missing=
for package in $packages; do
    status=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) || status=absent
    [ "$status" = installed ] || missing="$missing $package"
done
if [ -z "$missing" ]; then
    echo "install.sh: everything Halfstep needs is already installed"
    exit 0
fi
echo "install.sh: to install:$missing"

if ! command -v apt-get >/dev/null; then
    echo "install.sh: there is no apt-get here. Install these, by your system's names, or let CMake fetch what it can." >&2
    exit 1
fi
if [ "$(id -u)" -eq 0 ]; then
    root=
elif command -v sudo >/dev/null; then
    echo "install.sh: as root, through sudo"
    root=sudo
else
    echo "install.sh: installing packages takes root: run this as root, or install sudo" >&2
    exit 1
fi

apt() {
    $root env DEBIAN_FRONTEND=noninteractive apt-get -q -o Dpkg::Use-Pty=0 "$@"
}
apt update || echo "install.sh: apt-get update failed; going on with the package lists at hand" >&2
# $missing is a list of words
# shellcheck disable=SC2086
apt install -y --no-install-recommends $missing
echo "install.sh: done"
