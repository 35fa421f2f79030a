"""The exchange: profiles, practice examples, questions and answers, and local partners of municipalities."""
