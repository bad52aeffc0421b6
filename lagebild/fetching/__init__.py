"""What is brought from other machines, only when the user says so: elevations and snapshots of aircraft."""
