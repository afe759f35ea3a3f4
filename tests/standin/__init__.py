"""The stand-in model, read by the providers' own SDKs."""
