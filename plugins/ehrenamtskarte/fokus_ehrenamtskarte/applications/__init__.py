"""Applications: handed in without an account, confirmed by organisations, judged by the rules, decided by clerks."""
