"""What Backline costs: one module for each question, results kept in `results/`."""
