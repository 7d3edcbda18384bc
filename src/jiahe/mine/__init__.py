"""A person's own pages: what is held, who has looked, consents, a copy, requests; and the desk that answers them."""
