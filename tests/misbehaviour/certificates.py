"""Certificates for loopback: one by an authority that the test trusts, and some that nobody should."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from attrs import frozen
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


@frozen
class Certificates:
    """A folder with ``<name>.pem`` for each server, key and certificate."""

    folder: Path

    @property
    def authority(self) -> Path:
        """What a client that trusts our authority is given."""
        return self.folder / "authority.pem"

    def context(self, name: str) -> ssl.SSLContext:
        """A server's context."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.pem")
        return context


def write_certificates(folder: Path) -> Certificates:
    """Make them all."""
    authority = ec.generate_private_key(ec.SECP256R1())
    rogue = ec.generate_private_key(ec.SECP256R1())
    names = {
        "safe": ("127.0.0.1", authority),
        "other_name": ("127.0.0.9", authority),
        "self_signed": ("127.0.0.1", rogue),
    }
    (folder / "authority.pem").write_bytes(_certificate("127.0.0.1", authority, authority, "authority", ca=True))
    for name, (host, signer) in names.items():
        key = ec.generate_private_key(ec.SECP256R1())
        issuer = "authority" if signer is authority else "nobody"
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(private + _certificate(host, key, signer, issuer))
    return Certificates(folder)


def _certificate(
    host: str, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey, issuer: str, *, ca: bool = False
) -> bytes:
    def named(name: str) -> x509.Name:
        return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])

    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(named("authority" if ca else "server"))
        .issuer_name(named(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(host))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .sign(signer, hashes.SHA256())
    )
    return made.public_bytes(Encoding.PEM)
