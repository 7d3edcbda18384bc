"""独生子女伤残、死亡家庭特别扶助 (only-child loss support): the rule, its dated parameters, its cases."""
