"""计划生育手术并发症人员扶助 (complication support): the rule, its dated parameters, its cases."""
