"""Values, persistent state, protocols and rules of text that all other packages use. It imports none of them."""
