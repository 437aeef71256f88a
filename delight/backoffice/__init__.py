"""The editor's and the packer's desk."""
