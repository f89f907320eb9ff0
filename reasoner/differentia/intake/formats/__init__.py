"""Records in the formats of health care, in and out; each becomes the same facts as a case file."""
