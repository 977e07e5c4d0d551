"""What all papers share: sound, images, records, text, networks, evaluation, training, reporting, the command line."""
