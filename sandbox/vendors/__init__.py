"""The vendors, each in one module, written from its document and from nothing else."""
