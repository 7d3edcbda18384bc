"""产假 (maternity leave): the rule, its dated parameters, its cases."""
