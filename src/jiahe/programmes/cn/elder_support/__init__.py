"""农村部分计划生育家庭奖励扶助 (elder support): the rule, its dated parameters, its cases."""
