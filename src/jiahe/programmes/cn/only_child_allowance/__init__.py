"""独生子女父母奖励费 (only-child parents' allowance): the rule, its dated parameters, its cases."""
