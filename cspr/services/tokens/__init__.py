"""Personal tokens: how another system of a person's signs in to the API in one of their roles (product: faces other than the page)."""
