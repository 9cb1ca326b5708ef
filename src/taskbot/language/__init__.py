"""All that a person reads, and nothing else knows a sentence."""
