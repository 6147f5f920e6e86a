"""The agents: the recipient, donors, implementers, the fund, the sanctions body, and the tables where they meet."""
