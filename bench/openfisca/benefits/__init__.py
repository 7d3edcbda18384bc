"""The four benefits of OpenFisca's country template as programmes, in the form that the law's own programmes have."""
