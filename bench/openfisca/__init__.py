"""OpenFisca's country template beside the same law in Jiahe's language. Not a programme of Jiahe: nobody is owed it."""
