#!/bin/sh
# Debian has Python under /usr with `dist-packages`; the official images have it under /usr/local with `site-packages`. Moves it to
# /out/debian as they have it, and what it needs of libraries on another system to /out/libraries.
set -eu
version=$(python3 -c 'import sys; print("%d.%d" % sys.version_info[:2])')
to=/out/debian/usr/local
mkdir -p "$to/bin" "$to/lib" /out/debian/etc /out/libraries
cp -a "/usr/lib/python$version" "$to/lib/"
cp -L "/usr/bin/python$version" "$to/bin/"
rm -rf "$to/lib/python$version"/test "$to/lib/python$version"/config-* "$to/lib/python$version"/__pycache__ "$to/lib/python$version"/EXTERNALLY-MANAGED
sed -i "s/prefix_scheme = 'posix_local'/prefix_scheme = 'posix_prefix'/" "$to/lib/python$version/sysconfig.py"
# Which folders are searched is frozen into the interpreter.
ln -s site-packages "$to/lib/python$version/dist-packages"
mkdir -p "$to/lib/python$version/site-packages"
for name in pip setuptools wheel pkg_resources _distutils_hack; do
  [ ! -e "/usr/lib/python3/dist-packages/$name" ] || cp -a "/usr/lib/python3/dist-packages/$name" "$to/lib/python$version/site-packages/"
done
cp -a /usr/lib/python3/dist-packages/pip-*.dist-info /usr/lib/python3/dist-packages/setuptools-*.egg-info "$to/lib/python$version/site-packages/" 2> /dev/null || true
mkdir -p /out/debian/usr/share && cp -a /usr/share/python-wheels /out/debian/usr/share/
ln -s "python$version" "$to/bin/python3"
ln -s python3 "$to/bin/python"
printf '#!/usr/local/bin/python3\nimport sys\nfrom pip._internal.cli.main import main\nsys.exit(main())\n' > "$to/bin/pip"
chmod 755 "$to/bin/pip"
cp "$to/bin/pip" "$to/bin/pip3"
# No index: what a project asks for is in /wheels.
printf '[global]\nno-index = true\nfind-links = /wheels\ndisable-pip-version-check = true\nroot-user-action = ignore\n' > /out/debian/etc/pip.conf
find "$to/lib/python$version" "$to/bin/python$version" -name '*.so' -o -type f -name "python$version" |
  xargs ldd 2> /dev/null | grep -o '/[^ :]*\.so[^ :]*' | grep -v '^/usr/local\|^/out' | sort -u > /tmp/libraries
xargs -I{} cp -L --parents {} /out/libraries < /tmp/libraries
# Those that a slim Debian does not have; its /lib is a link to /usr/lib.
for library in $(grep -E 'expat|sqlite|ffi|ssl|crypto|readline|bz2|lzma|mpdec|uuid|nsl|tirpc|libz' /tmp/libraries); do
  mkdir -p "/out/debian/usr/${library%/*}"
  cp -L "$library" "/out/debian/usr/$library"
done
