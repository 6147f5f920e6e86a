"""What is measured: one declaration for every metric and outcome."""
