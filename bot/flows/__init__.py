"""The verbs of the product: no telegram, no web framework, no SQL, no httpx."""
