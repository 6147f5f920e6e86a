"""The agents: the DPRK, donors, implementers, the pooled fund, the sanctions body, and the tables where they meet."""
