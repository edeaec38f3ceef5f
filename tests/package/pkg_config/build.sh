#!/bin/sh
# usage: build.sh COMPILER FLAG...     eval, because pkg-config quotes what has a space in it
set -e
compiler=$*
eval "$compiler ../consumer.cpp -o consumer $(pkg-config --cflags --libs duet-data duet-io)"
