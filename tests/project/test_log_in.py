"""Guessing passwords comes to an end, for who guesses alone; and a log-in through the proxy works."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, RequestFactory

from delight.project.client_address import client_address

PROXY = ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.fixture(autouse=True)
def _people(db: None) -> None:
    for name in ("lena", "noor"):
        User.objects.create_superuser(name, password="the right words")


def log_in(name: str, password: str, *, seen: str = "203.0.113.7", client: Client | None = None) -> Any:
    headers = {"x-forwarded-for": seen, "host": "delight.example"}
    data = {"username": name, "password": password}
    return (client or Client()).post("/admin/login/", data, headers=headers)


def guess(name: str, **where: Any) -> Any:
    for number in range(9):
        assert log_in(name, f"guess {number}", **where).status_code == 200
    return log_in(name, "the last guess", **where)


def test_after_ten_guesses_not_even_the_right_words_open() -> None:
    answer = guess("lena")
    assert answer.status_code == 429
    assert "Too many wrong passwords" in answer.content.decode()
    assert log_in("lena", "the right words").status_code == 429


def test_who_guesses_locks_out_neither_another_person_nor_the_same_elsewhere() -> None:
    guess("lena")
    assert log_in("noor", "the right words").status_code == 302
    assert log_in("lena", "the right words", seen="198.51.100.4").status_code == 302


def test_the_right_words_forget_the_wrong_ones() -> None:
    for _ in range(2):
        for number in range(9):
            log_in("lena", f"guess {number}")
        assert log_in("lena", "the right words").status_code == 302


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        ("203.0.113.7", "198.51.100.4", "203.0.113.7"),
        ("127.0.0.1", "198.51.100.4", "198.51.100.4"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.4", "198.51.100.4"),
        ("127.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("127.0.0.1", "<script>", "127.0.0.1"),
        ("127.0.0.1", "", "127.0.0.1"),
        ("", "198.51.100.4", "198.51.100.4"),
    ],
)
def test_the_address_is_the_one_that_our_own_proxy_saw(peer: str, forwarded: str, address: str) -> None:
    request = RequestFactory(REMOTE_ADDR=peer).get("/", headers={"x-forwarded-for": forwarded})
    assert client_address(request) == address


def test_a_log_in_through_the_proxy_passes_the_check_of_its_origin(settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = PROXY
    client = Client(enforce_csrf_checks=True)
    headers = {"host": "post.shop.example", "x-forwarded-proto": "https", "origin": "https://post.shop.example"}
    client.get("/admin/login/", headers=headers)
    data = {"username": "lena", "password": "the right words", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post("/admin/login/", data, headers=headers).status_code == 302
    assert client.post("/admin/login/", data, headers={**headers, "origin": "https://evil.example"}).status_code == 403
