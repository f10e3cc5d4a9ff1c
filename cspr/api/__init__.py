"""The API, made from the register of operations: /api/v1/, with its OpenAPI document at /api/v1/openapi.json."""
