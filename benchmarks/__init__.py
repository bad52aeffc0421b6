"""Figures: `make bench`, or `python -m benchmarks NAME…`. Each prints medians, and a peer beside where there is one."""
