"""Test clips to listen to: what people said of them, what each network says, and what it says of another's sound."""
