"""Figures, measured side by side in one run. Noisy machines: read ratios and medians."""
