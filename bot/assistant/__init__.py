"""The assistant's files, in Rasa's format, as frozen and cross-checked values."""
