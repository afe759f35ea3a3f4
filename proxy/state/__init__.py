"""What we remember. See `proxy.state.base` for the contract."""
