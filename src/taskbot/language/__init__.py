"""Reading what people type, and writing what they read; the sentences stand in the .ftl files."""
