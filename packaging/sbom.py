"""Writes the list of parts (SBOM, CycloneDX 1.6) for tools that search for known vulnerabilities."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cyclonedx.factory.license import LicenseFactory
from cyclonedx.model import ExternalReference, ExternalReferenceType, XsUri
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from packageurl import PackageURL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from licences import Part


class InvalidBomError(Exception):
    """The list does not follow the format."""


def bill(parts: Iterable[Part], version: str, epoch: int) -> str:
    """Return the list as JSON. The same arguments give the same text.

    Args:
        parts: third-party parts.
        version: of Tezgâh.
        epoch: time of the build, in seconds since 1970.

    Raises:
        InvalidBomError: the list does not follow the format.
    """
    licence = LicenseFactory()
    root = Component(
        name="tezgah", version=version, type=ComponentType.APPLICATION, bom_ref=f"tezgah@{version}"
    )
    inside = [
        Component(
            name=part.name,
            version=part.version,
            type=ComponentType.LIBRARY,
            bom_ref=f"{part.name}@{part.version}",
            purl=PackageURL("pypi", None, _plain(part.name), part.version) if part.on_pypi else None,
            cpe=part.cpe_name,
            licenses=[licence.make_from_string(part.licence)],
            external_references=[
                ExternalReference(type=ExternalReferenceType.WEBSITE, url=XsUri(part.address))
            ]
            if part.address
            else [],
        )
        for part in parts
    ]
    bom = Bom(components=inside, serial_number=uuid.uuid5(uuid.NAMESPACE_URL, f"tezgah/{version}/{epoch}"))
    bom.metadata.component = root
    bom.metadata.timestamp = datetime.fromtimestamp(epoch, UTC)
    bom.register_dependency(root, inside)
    text: str = JsonV1Dot6(bom).output_as_string(indent=2)
    errors = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if errors:
        raise InvalidBomError(str(errors))
    return text + "\n"


def _plain(name: str) -> str:
    return name.split(" ", maxsplit=1)[0].replace("_", "-").lower()
