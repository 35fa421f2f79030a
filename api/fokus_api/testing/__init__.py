"""The test kit for what programmes answer over HTTP; part of the product, so that integrators run what we run."""

from fokus_api.routes.commands import command_path
from fokus_api.server.openapi import openapi_document
from fokus_api.testing.contract import (
    AppContract,
    come_from,
    issue_key,
    raced,
    service_of,
    settle,
    shared_by_nodes,
    temporary_client,
    temporary_service,
)

__all__ = [
    "AppContract",
    "come_from",
    "command_path",
    "issue_key",
    "openapi_document",
    "raced",
    "service_of",
    "settle",
    "shared_by_nodes",
    "temporary_client",
    "temporary_service",
]
