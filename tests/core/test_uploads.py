"""Files stay in memory, up to a size, and only where a page asks for one."""

from io import BytesIO

import pytest
from django.core.files.uploadhandler import SkipFile
from django.http import HttpResponse
from django.test import RequestFactory

from bashke.core.uploads import NoFile, is_too_large, takes_file

MOST = 1000
BOUNDARY = "limit"


def body(*files, token=""):
    field = b'--limit\r\nContent-Disposition: form-data; name="first"\r\n\r\nsaid\r\n'
    parts = [
        b'--limit\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
        b"Content-Type: text/csv\r\n\r\n" + content + b"\r\n"
        for content in files
    ]
    return field + b"".join(parts) + b"--limit--\r\n"


class Counted(BytesIO):
    """A connection that says how much was read of it, and pretends to go on."""

    def __init__(self, content):
        super().__init__(content)
        self.taken = 0

    def read(self, size=-1):
        got = super().read(size)
        self.taken += len(got)
        return got


def post(view, content, announced=None):
    stream = Counted(content)
    request = RequestFactory().generic(
        "POST",
        "/",
        **{
            "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
            "CONTENT_LENGTH": str(announced or len(content)),
            "wsgi.input": stream,
        },
    )
    request._dont_enforce_csrf_checks = True
    return view(request), request, stream


@takes_file(most=MOST)
def taking(request):
    assert request.POST["first"] == "said"
    file = request.FILES.get("file")
    return HttpResponse(file.read() if file else b"", status=413 if is_too_large(request) else 200)


def test_a_file_that_fits_is_there_in_memory():
    response, request, _stream = post(taking, body(b"x" * MOST))

    assert (response.status_code, response.content) == (200, b"x" * MOST)
    assert type(request.FILES["file"].file) is BytesIO


def test_a_file_that_is_too_large_is_forgotten_and_the_rest_of_the_form_is_there():
    response, _request, _stream = post(taking, body(b"x" * (MOST + 1)))

    assert (response.status_code, response.content) == (413, b"")


def test_many_small_files_count_together():
    response, _request, _stream = post(taking, body(*[b"x" * 600] * 2))

    assert response.status_code == 413


def test_of_a_gigabyte_announced_next_to_nothing_is_read():
    sent = body(b"x" * 3_000_000)

    response, _request, stream = post(taking, sent, announced=1024**3)

    assert response.status_code == 413
    assert stream.taken < 200_000


def test_what_is_drained_is_not_kept():
    response, _request, stream = post(taking, body(b"x" * 3_000_000))

    assert response.status_code == 413
    assert stream.taken > 3_000_000


def test_a_page_that_asks_for_no_file_gets_none(settings):
    assert settings.FILE_UPLOAD_HANDLERS == ["bashke.core.uploads.NoFile"]

    def asking(request):
        return HttpResponse(f"{request.POST['first']} {len(request.FILES)}")

    response, _request, _stream = post(asking, body(b"x" * 3_000_000))

    assert response.content == b"said 0"


def test_a_file_not_asked_for_is_skipped_before_it_is_read():
    with pytest.raises(SkipFile):
        NoFile().new_file("file", "a.csv", "text/csv", 10)
