"""Send messages to the operator."""
