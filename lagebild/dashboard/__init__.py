"""The Panel application: sessions on a picture's service; wiring only."""
