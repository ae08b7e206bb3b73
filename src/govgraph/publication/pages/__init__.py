"""What each kind of page shows, as plain values that the templates lay out."""
