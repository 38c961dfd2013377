# cmake -D in=FILE -D out=FILE.inc -P embed_bytes.cmake: the bytes of a file as the inside of a C++ array, then a zero.
file(READ ${in} hex HEX)
string(REGEX REPLACE "(................................)" "\\1\n" hex "${hex}")
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
file(WRITE ${out} "${hex}0\n")
