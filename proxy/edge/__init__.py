"""HTTP in, HTTP out: the data plane. Nothing outside this package imports an HTTP server or client library."""
