"""What comes in while one looks: feeds and where they are found."""
