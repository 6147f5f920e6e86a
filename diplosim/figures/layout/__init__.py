"""What every figure stands on: page, roles of colours, fonts, text that fits, time axis, files."""
