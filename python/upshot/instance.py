"""A worker that is forked off is an instance of its own: with its parent's id, two processes would write one cumulative series."""

from __future__ import annotations

import os
from typing import Optional

from opentelemetry.sdk.resources import Resource

from .resource import INSTANCE, new_instance


class Instance:
    """The id of this process, also after a fork. SDKs before 1.44 keep the parent's, later ones take one that nobody else knows."""

    def __init__(self, identity: str) -> None:
        self.id = identity
        self._original = identity
        self._known: Optional[tuple[Resource, Resource]] = None
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self._in_child)

    def _in_child(self) -> None:
        self.id = new_instance()
        self._known = None

    def resource_of(self, resource: Resource) -> Resource:
        if resource.attributes.get(INSTANCE) == self.id:
            return resource
        # One resource for each provider, and asked for with each batch.
        known = self._known
        if known is None or known[0] is not resource:
            known = (resource, Resource({**resource.attributes, INSTANCE: self.id}, resource.schema_url))
            self._known = known
        return known[1]
