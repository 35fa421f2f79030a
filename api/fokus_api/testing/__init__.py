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
from fokus_api.testing.refusals import problem_of, refused
from fokus_api.testing.ways_out import Get, gets, leaks_in_files, logged

__all__ = [
    "AppContract",
    "Get",
    "come_from",
    "command_path",
    "gets",
    "issue_key",
    "leaks_in_files",
    "logged",
    "openapi_document",
    "problem_of",
    "raced",
    "refused",
    "service_of",
    "settle",
    "shared_by_nodes",
    "temporary_client",
    "temporary_service",
]
