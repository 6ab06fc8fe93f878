"""What is counted of visits, in daily totals that name nobody, and what is learnt from it."""
