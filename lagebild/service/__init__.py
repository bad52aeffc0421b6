"""One service per picture and process: shared by all sessions, and running without any."""
