"""What a picture is made of: values and their laws. No files, no plots."""
