"""The look of every page: base templates, components, design tokens, charts. It knows no other room's data."""
