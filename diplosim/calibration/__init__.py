"""What the record says about the parameters: screening, history matching, a posterior and checks of it."""
