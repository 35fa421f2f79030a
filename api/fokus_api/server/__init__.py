"""The ASGI application: the gateway before the framework, the routes behind it, and the document describing them."""
