"""Values, remembered state, protocols and rules of text that every other package uses. It imports none of them."""
