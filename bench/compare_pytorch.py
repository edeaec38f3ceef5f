#!/usr/bin/env python3
"""`compare.py --peer pytorch`, with the same options."""
import sys

import compare

if __name__ == "__main__":
    compare.main(["--peer", "pytorch", *sys.argv[1:]])
