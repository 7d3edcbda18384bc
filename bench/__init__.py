"""Speed and size, as ratios measured in one run. See README.md."""
