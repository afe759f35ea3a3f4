"""Who asks: from the bytes of a request to a `Caller`, without ever keeping a credential.

    digests    keyed digests: the only form in which a credential, an address or an org leaves this room
    identify   which credential a request carries, wherever it stands
    forwarded  the client's address, through the proxies that we trust
    directory  what the operator's key directory says about a caller; reloaded when the file changes
    reception  the four put together: headers, query and peer in, `Caller` out

Pure, except that `directory` reads its file. Imports core only.
"""
