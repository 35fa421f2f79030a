"""The OpenAPI document of all programmes together: nothing in it goes without a word."""

from importlib.metadata import entry_points

from fokus_api.testing import openapi_document, temporary_client


def test_every_field_of_every_schema_and_every_parameter_is_described() -> None:
    with temporary_client(*(one.load() for one in entry_points(group="fokus"))) as client:
        document = openapi_document(client.app)
    schemas = document["components"]["schemas"]
    bare = [
        f"{schema}.{field}"
        for schema, found in schemas.items()
        for field, told in found.get("properties", {}).items()
        if not told.get("description")
    ]
    bare += [
        f"{operation['operationId']}?{parameter['name']}"
        for path in document["paths"].values()
        for operation in path.values()
        for parameter in operation.get("parameters", ())
        if not parameter.get("description")
    ]
    assert len(schemas) > 200
    assert not bare, "\n".join(bare)
