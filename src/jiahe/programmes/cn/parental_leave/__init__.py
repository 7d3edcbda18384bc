"""育儿假 (parental leave): the rule, its dated parameters, its cases."""
