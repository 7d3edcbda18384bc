"""独生子女父母一次性奖励和经济帮助 (lump sums for only-child parents): the rule, its dated parameters, its cases."""
