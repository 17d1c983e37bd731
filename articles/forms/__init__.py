"""What people type, checked and made into values."""
