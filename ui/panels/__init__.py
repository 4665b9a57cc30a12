"""Parts of the case window; strangers to each other, they talk through the desk."""
