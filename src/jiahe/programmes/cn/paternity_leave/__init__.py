"""护理假（陪产假） (paternity leave): the rule, its dated parameters, its cases."""
